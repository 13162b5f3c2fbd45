//! Who has to approve an action at a place, as policies say it.

use crate::domain::{approval::Rule, cluster::ClusterId, digest::Digest};

use super::{Base, Environments, Policy};

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
                // Where nobody is asked, the own word is no less.
                allow_self: demand.allow_self || demand.quorum == 0,
                policy_sha256: policy.sha256,
            })
        };
        let another = |policy_sha256| Rule { quorum: 1, allow_self: false, policy_sha256 };
        let base = match &self.base {
            _ if self.locked => Rule { quorum: 2, ..another(Digest::of(b"")) },
            Base::Absent => Rule { allow_self: true, ..another(Digest::of(b"")) },
            Base::Given(policy) => said(policy).unwrap_or_else(|| another(policy.sha256)),
            Base::Locked => Rule { quorum: 2, ..another(Digest::of(b"")) },
        };
        self.tighter.iter().filter_map(said).fold(base, |rule, other| Rule {
            quorum: rule.quorum.max(other.quorum),
            allow_self: rule.allow_self && other.allow_self,
            policy_sha256: Digest::of(&[rule.policy_sha256.0, other.policy_sha256.0].concat()),
        })
    }
}
