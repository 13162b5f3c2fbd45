//! A Deployment's status, counted from its ReplicaSets (`calculateStatus`).

use serde_json::{Value, json};

use super::plan::{Plan, Sets};
use crate::drill::engine::{
    cluster::Cluster,
    condition::{self, Condition},
    fields::{Fields, count, put},
};

/// The status as it should be now, progress and failures left as they were.
#[must_use]
pub fn counted(cluster: &Cluster<'_>, plan: &Plan, all: &Sets) -> Value {
    let known =
        cluster.get(plan.key()).map_or_else(|| plan.status().clone(), |object| object.value.at("status").clone());
    let mut status = json!({});
    let available = all.sum(|set| set.available);
    let updated = all.new.as_ref().map_or(0, |new| new.actual);
    count(&mut status, "observedGeneration", plan.generation());
    count(&mut status, "replicas", all.sum(|set| set.actual));
    count(&mut status, "updatedReplicas", updated);
    count(&mut status, "readyReplicas", all.sum(|set| set.ready));
    count(&mut status, "availableReplicas", available);
    count(&mut status, "unavailableReplicas", (all.sum(|set| set.wanted) - available).max(0));
    for name in ["conditions", "collisionCount"] {
        if let Some(value) = known.get(name) {
            put(&mut status, name, value.clone());
        }
    }
    let minimum = if available >= plan.replicas - plan.unavailable {
        Condition::new("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    } else {
        Condition::new(
            "Available",
            "False",
            "MinimumReplicasUnavailable",
            "Deployment does not have minimum availability.",
        )
    };
    condition::set(&mut status, &minimum, cluster.now);
    status
}

/// Whether all that was asked for is there, and nothing else.
#[must_use]
pub fn complete(plan: &Plan, status: &Value) -> bool {
    ["updatedReplicas", "replicas", "availableReplicas"].iter().all(|name| status.count(name) == plan.replicas)
        && status.count("observedGeneration") >= plan.generation()
}

/// Writes it, if it says anything new.
pub fn write(cluster: &mut Cluster<'_>, plan: &Plan, status: Value) {
    cluster.edit_status(plan.key(), status);
}
