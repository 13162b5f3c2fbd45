//! Who has to approve an action at a place, as policies say it.

use globset::GlobMatcher;
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::domain::{approval::Rule, cluster::ClusterId, digest::Digest};

use super::{
    Base, Environments, Mistake, Policy,
    document::{glob, is_here},
};

const ACTIONS: [&str; 5] = ["undo", "restart", "scale", "annotate", "*"];

/// One entry of `approvals:`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    cluster: Spanned<String>,
    namespace: Spanned<String>,
    action: Spanned<String>,
    quorum: u8,
    #[serde(default)]
    allow_self: bool,
    #[serde(default = "yes")]
    dry_run: bool,
}

fn yes() -> bool {
    true
}

/// What an entry demands.
#[derive(Debug, Clone)]
pub(super) struct Demand {
    cluster: GlobMatcher,
    namespace: GlobMatcher,
    action: String,
    quorum: u8,
    allow_self: bool,
    dry_run: bool,
}

impl Demand {
    pub(super) fn of(entry: Entry) -> Result<Self, Mistake> {
        let (cluster, namespace) = (glob(&entry.cluster)?, glob(&entry.namespace)?);
        let Spanned { value: action, referenced, .. } = entry.action;
        if !ACTIONS.contains(&action.as_str()) {
            let known = ACTIONS.join(", ");
            return Err(Mistake::at(referenced, format!("unknown action `{action}`, known: {known}")));
        }
        let Entry { quorum, allow_self, dry_run, .. } = entry;
        Ok(Self { cluster, namespace, action, quorum, allow_self, dry_run })
    }

    fn is_about(&self, cluster: &ClusterId, namespace: &str, action: &str) -> bool {
        is_here(&self.cluster, cluster)
            && self.namespace.is_match(namespace)
            && (self.action == "*" || self.action == action)
    }
}

impl Environments {
    /// Who has to approve `action` in a namespace. Without a policy the operator's own typed approval counts; a policy without an entry for it
    /// wants one other person; further policies only tighten. A policy that cannot be trusted wants two, whom no single operator can be.
    #[must_use]
    pub fn rule(&self, cluster: Option<&ClusterId>, namespace: &str, action: &str) -> Rule {
        let said = |policy: &Policy| {
            let demands = policy.demands.iter();
            let mut about = demands.filter(|demand| cluster.is_some_and(|id| demand.is_about(id, namespace, action)));
            about.next().map(|demand| Rule {
                quorum: demand.quorum,
                allow_self: demand.allow_self,
                dry_run: demand.dry_run,
                policy_sha256: policy.sha256,
            })
        };
        let another = |policy_sha256| Rule { quorum: 1, allow_self: false, dry_run: true, policy_sha256 };
        let base = match &self.base {
            _ if self.locked => Rule { quorum: 2, ..another(Digest::of(b"")) },
            Base::Absent => Rule { allow_self: true, ..another(Digest::of(b"")) },
            Base::Given(policy) => said(policy).unwrap_or_else(|| another(policy.sha256)),
            Base::Locked => Rule { quorum: 2, ..another(Digest::of(b"")) },
        };
        self.tighter.iter().filter_map(said).fold(base, |rule, other| Rule {
            quorum: rule.quorum.max(other.quorum),
            allow_self: rule.allow_self && other.allow_self,
            dry_run: rule.dry_run || other.dry_run,
            policy_sha256: Digest::of(&[rule.policy_sha256.0, other.policy_sha256.0].concat()),
        })
    }
}
