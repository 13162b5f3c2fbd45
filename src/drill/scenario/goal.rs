//! When a workload counts as recovered.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use crate::drill::{behaviour::Time, object::Object, resource::Resource, store::Store};

use super::place::Place;

/// Of one workload: everything that it asks for is served from its newest template, and has been for a while.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    pub workload: Place,
    /// At least so many pods: scaled away is not recovered.
    pub pods: u64,
    /// How long each of them has to be ready.
    pub stable: Time,
}

impl Goal {
    #[must_use]
    pub fn is_reached(&self, store: &Store, now: Timestamp) -> bool {
        let Some(object) = self.workload.key().and_then(|key| store.get(&key).cloned()) else { return false };
        let Some(desired) = is_complete(&object) else { return false };
        let since = SignedDuration::try_from(self.stable.0).unwrap_or(SignedDuration::MAX);
        let pods = pods_of(store, &object);
        desired >= self.pods
            && pods.len() as u64 == desired
            && pods.iter().all(|pod| ready_since(pod).is_some_and(|at| now.duration_since(at) >= since))
    }
}

/// How many pods it wants, if all of them are there, updated and available.
pub fn is_complete(workload: &Object) -> Option<u64> {
    let number = |pointer: &str| workload.value.pointer(pointer).and_then(Value::as_u64).unwrap_or(0);
    if number("/status/observedGeneration") != number("/metadata/generation") {
        return None;
    }
    let (desired, counts): (u64, &[&str]) = match workload.key.resource.kind {
        "DaemonSet" => (
            number("/status/desiredNumberScheduled"),
            &["/status/updatedNumberScheduled", "/status/numberReady", "/status/numberAvailable"],
        ),
        _ => (
            number("/spec/replicas"),
            &["/status/replicas", "/status/updatedReplicas", "/status/readyReplicas", "/status/availableReplicas"],
        ),
    };
    counts.iter().all(|pointer| number(pointer) == desired).then_some(desired)
}

/// The pods that its selector's labels choose, and that are not going.
pub fn pods_of(store: &Store, workload: &Object) -> Vec<Arc<Object>> {
    let labels = workload.value.pointer("/spec/selector/matchLabels").and_then(Value::as_object);
    let is_chosen = |pod: &Object| {
        let own = pod.value.pointer("/metadata/labels").and_then(Value::as_object);
        labels.into_iter().flatten().all(|(name, value)| own.and_then(|own| own.get(name)) == Some(value))
    };
    let pods = store.list(Resource::pods(), Some(&workload.key.namespace));
    pods.filter(|pod| pod.value.pointer("/metadata/deletionTimestamp").is_none() && is_chosen(pod)).cloned().collect()
}

/// Since when a pod is ready.
fn ready_since(pod: &Object) -> Option<Timestamp> {
    let conditions = pod.value.pointer("/status/conditions")?.as_array()?;
    let ready = conditions.iter().find(|condition| condition.get("type").and_then(Value::as_str) == Some("Ready"))?;
    let is_true = ready.get("status").and_then(Value::as_str) == Some("True");
    let at = ready.get("lastTransitionTime").and_then(Value::as_str)?.parse().ok()?;
    is_true.then_some(at)
}
