//! A StatefulSet's status, counted from its pods.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::{
    cluster::Cluster,
    fields::{Fields, count, put},
    pods,
};
use super::member::{available, revision, terminating};
use crate::drill::object::Object;

/// Writes what the pods of both revisions amount to. `just` is how many of the current revision have been told to go in this look.
pub fn write(cluster: &mut Cluster<'_>, set: &Arc<Object>, (current, update): (&Object, &Object), just: i64) {
    let now = cluster.now;
    let all: Vec<Arc<Object>> = cluster.controlled(set, "Pod");
    let number =
        |fits: &dyn Fn(&Value) -> bool| i64::try_from(all.iter().filter(|pod| fits(&pod.value)).count()).unwrap_or(0);
    let running = |pod: &Value| pod.text("status.phase") == "Running" && pods::ready(pod);
    let of = |wanted: &Object| number(&|pod| !terminating(pod) && revision(pod) == &*wanted.key.name);
    let wanted = set.value.number("spec.replicas").unwrap_or(1);
    let (replicas, ready, updated) = (number(&|_| true), number(&running), of(update));
    let rolling = set.value.text("spec.updateStrategy.type") != "OnDelete";
    let complete = rolling && [replicas, ready, updated].iter().all(|number| *number == wanted);
    let mut status = json!({"observedGeneration": set.value.count("metadata.generation"), "replicas": replicas});
    count(&mut status, "readyReplicas", ready);
    count(&mut status, "currentReplicas", if complete { updated } else { (of(current) - just).max(0) });
    count(&mut status, "updatedReplicas", updated);
    let current = if complete { update } else { current };
    put(&mut status, "currentRevision", &*current.key.name);
    put(&mut status, "updateRevision", &*update.key.name);
    put(&mut status, "collisionCount", set.value.count("status.collisionCount"));
    put(&mut status, "availableReplicas", number(&|pod| available(set, pod, now)));
    cluster.edit_status(&set.key, status);
}
