//! What policies demand of an action at a place.

use globset::GlobMatcher;
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::domain::{approval::MOST_PEOPLE, cluster::ClusterId};

use super::{
    Mistake,
    pattern::{glob, is_here},
};

const ACTIONS: [&str; 5] = ["undo", "restart", "scale", "annotate", "*"];

/// One entry of `approvals:`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    cluster: Spanned<String>,
    namespace: Spanned<String>,
    action: Spanned<String>,
    quorum: Spanned<u8>,
    #[serde(default)]
    allow_self: bool,
}

/// What an entry demands.
#[derive(Debug, Clone)]
pub(super) struct Demand {
    cluster: GlobMatcher,
    namespace: GlobMatcher,
    action: String,
    pub(super) quorum: u8,
    pub(super) allow_self: bool,
}

impl Demand {
    pub(super) fn of(entry: Entry) -> Result<Self, Mistake> {
        let (cluster, namespace) = (glob(&entry.cluster)?, glob(&entry.namespace)?);
        let Spanned { value: action, referenced, .. } = entry.action;
        if !ACTIONS.contains(&action.as_str()) {
            let known = ACTIONS.join(", ");
            return Err(Mistake::at(referenced, format!("unknown action `{action}`, known: {known}")));
        }
        let Entry { quorum: Spanned { value: quorum, referenced, .. }, allow_self, .. } = entry;
        if quorum > MOST_PEOPLE {
            return Err(Mistake::at(referenced, format!("quorum must be 0 to {MOST_PEOPLE}, got {quorum}")));
        }
        Ok(Self { cluster, namespace, action, quorum, allow_self })
    }

    pub(super) fn is_about(&self, cluster: &ClusterId, namespace: &str, action: &str) -> bool {
        is_here(&self.cluster, cluster)
            && self.namespace.is_match(namespace)
            && (self.action == "*" || self.action == action)
    }
}
