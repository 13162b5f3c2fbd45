//! Pods as the controllers of workloads see them.

use std::{cmp::Reverse, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    cluster::{Cluster, controlled_by},
    condition,
    fields::{Fields, put},
};
use crate::drill::{object::Object, resource::Resource, store::Refusal};

/// A pod of a template and an owner, not yet stored.
#[must_use]
pub fn of_template(owner: &Object, template: &Value) -> Value {
    let mut meta = json!({"generateName": format!("{}-", owner.key.name), "ownerReferences": controlled_by(owner)});
    for name in ["labels", "annotations"] {
        if template.at("metadata").get(name).is_some_and(Value::is_object) {
            put(&mut meta, name, template.at("metadata").at(name).clone());
        }
    }
    json!({"metadata": meta, "spec": template.at("spec")})
}

/// Stores a pod in the namespace of its owner, under a name or one that is made for it.
pub fn create(
    cluster: &mut Cluster<'_>,
    owner: &Object,
    name: Option<&str>,
    mut pod: Value,
) -> Result<Arc<Object>, Refusal> {
    if let Some(name) = name {
        put(&mut pod, "metadata.name", name);
    }
    cluster.store.establish(cluster.now, Resource::pods(), &owner.key.namespace, pod)
}

/// Whether a pod counts: it has not ended and is not about to go.
#[must_use]
pub fn active(pod: &Value) -> bool {
    !ended(pod) && pod.at("metadata.deletionTimestamp").is_null()
}

#[must_use]
pub fn ended(pod: &Value) -> bool {
    matches!(pod.text("status.phase"), "Succeeded" | "Failed")
}

#[must_use]
pub fn ready(pod: &Value) -> bool {
    condition::find(pod.at("status"), "Ready").text("status") == "True"
}

/// From when on a ready pod is available, if it stays so.
#[must_use]
pub fn available_from(pod: &Value, seconds: i64) -> Option<Timestamp> {
    let ready = condition::find(pod.at("status"), "Ready");
    let since = if ready.text("status") == "True" { ready.time("lastTransitionTime") } else { None }?;
    since.checked_add(SignedDuration::from_secs(seconds)).ok()
}

#[must_use]
pub fn available(pod: &Value, seconds: i64, now: Timestamp) -> bool {
    if seconds == 0 { ready(pod) } else { available_from(pod, seconds).is_some_and(|from| from <= now) }
}

/// Which pod a ReplicaSet gives up first: the greatest (`ActivePodsWithRanks`). `crowd` is how many of its like share the pod's node.
#[must_use]
pub fn expendable(pod: &Value, crowd: usize) -> impl Ord + use<> {
    let phase = match pod.text("status.phase") {
        "Pending" => 2,
        "Unknown" => 1,
        _ => 0,
    };
    let cost: i64 = pod
        .entry("metadata.annotations", "controller.kubernetes.io/pod-deletion-cost")
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let restarts = pod.items("status.containerStatuses").iter().map(|one| one.count("restartCount")).max().unwrap_or(0);
    let assigned = !pod.text("spec.nodeName").is_empty();
    let since = condition::find(pod.at("status"), "Ready").time("lastTransitionTime");
    (!assigned, phase, !ready(pod), Reverse(cost), crowd, since, restarts, pod.time("metadata.creationTimestamp"))
}
