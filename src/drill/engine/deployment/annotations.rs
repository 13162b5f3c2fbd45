//! The annotations that a Deployment and its ReplicaSets tell their history with (`deployment_util.go`).

use serde_json::{Map, Value};

use crate::drill::engine::fields::{Fields, map};

pub const REVISION: &str = "deployment.kubernetes.io/revision";
pub const HISTORY: &str = "deployment.kubernetes.io/revision-history";
pub const DESIRED: &str = "deployment.kubernetes.io/desired-replicas";
pub const MOST: &str = "deployment.kubernetes.io/max-replicas";

/// What is not copied to ReplicaSets.
const OWN: &[&str] = &[
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    HISTORY,
    DESIRED,
    MOST,
    "deprecated.deployment.rollback.to",
];

/// Copies a Deployment's annotations to its new ReplicaSet, and gives that its revision. A ReplicaSet that comes back keeps its old revisions.
pub fn copy(deployment: &Value, set: &mut Value, revision: i64) {
    let Some(known) = map(set, "metadata.annotations") else { return };
    for (name, value) in deployment.entries("metadata.annotations").filter(|(name, _)| !OWN.contains(&name.as_str())) {
        known.insert(name.clone(), value.clone());
    }
    let old = text(known, REVISION);
    if old.parse().unwrap_or(0) >= revision {
        return;
    }
    if !old.is_empty() {
        let history = text(known, HISTORY);
        let history = if history.is_empty() { old } else { format!("{history},{old}") };
        known.insert(HISTORY.to_owned(), history.into());
    }
    known.insert(REVISION.to_owned(), revision.to_string().into());
}

/// How many replicas the Deployment had in mind when it scaled this ReplicaSet.
pub fn sizes(set: &mut Value, desired: i64, most: i64) {
    if let Some(known) = map(set, "metadata.annotations") {
        known.insert(DESIRED.to_owned(), desired.to_string().into());
        known.insert(MOST.to_owned(), most.to_string().into());
    }
}

/// One of the numbers that annotations hold.
pub fn number(set: &Value, name: &str) -> Option<i64> {
    set.entry("metadata.annotations", name).as_str()?.parse().ok()
}

fn text(annotations: &Map<String, Value>, name: &str) -> String {
    annotations.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}
