//! The pod of a DaemonSet on one node.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::{
    cluster::Cluster,
    fields::{Fields, map, put},
    pods, scheduler,
};
use crate::drill::object::Object;

pub const NAME: &str = "daemonset-controller";
pub const REVISION: &str = "controller-revision-hash";
const GENERATION: &str = "deprecated.daemonset.template.generation";

/// A node, and what the set has on it, the oldest first.
#[derive(Debug)]
pub struct Place {
    pub node: Arc<Object>,
    pub pods: Vec<Arc<Object>>,
    /// Whether a pod of the set belongs there.
    pub wanted: bool,
}

impl Place {
    /// The pod that counts: one that is not about to go.
    #[must_use]
    pub fn present(&self) -> Option<&Arc<Object>> {
        self.pods.iter().find(|pod| pods::active(&pod.value))
    }
}

/// Whether a pod of the set may run on a node.
#[must_use]
pub fn belongs(set: &Object, node: &Object) -> bool {
    let mut pod = json!({"spec": set.value.at("spec.template.spec")});
    tolerate(&mut pod);
    let taints = node.value.items("spec.taints").iter().filter(|taint| taint.text("effect") != "PreferNoSchedule");
    scheduler::matches_node(&pod, &node.value) && taints.into_iter().all(|taint| scheduler::tolerates(&pod, taint))
}

#[must_use]
pub fn updated(set: &Object, pod: &Value, hash: &str) -> bool {
    let generation = set.value.entry("metadata.annotations", GENERATION).as_str().unwrap_or_default();
    let label = |name: &str| pod.entry("metadata.labels", name).as_str().unwrap_or_default();
    label(REVISION) == hash || !generation.is_empty() && label("pod-template-generation") == generation
}

pub fn create(cluster: &mut Cluster<'_>, set: &Arc<Object>, node: &str, hash: &str) {
    let mut pod = pods::of_template(set, set.value.at("spec.template"));
    let generation = set.value.entry("metadata.annotations", GENERATION).as_str().unwrap_or_default();
    if let Some(labels) = map(&mut pod, "metadata.labels") {
        labels.insert(REVISION.to_owned(), hash.into());
        if !generation.is_empty() {
            labels.insert("pod-template-generation".to_owned(), generation.into());
        }
    }
    tolerate(&mut pod);
    let terms = json!([{"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}]);
    put(&mut pod, "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms", terms);
    match pods::create(cluster, set, None, pod) {
        Ok(made) => cluster.report(NAME, set, (false, "SuccessfulCreate"), format!("Created pod: {}", made.key.name)),
        Err(refusal) if refusal.is_terminating() => {}
        Err(refusal) => cluster.report(NAME, set, (true, "FailedCreate"), format!("Error creating: {refusal}")),
    }
}

pub fn delete(cluster: &mut Cluster<'_>, set: &Arc<Object>, pod: &Object) {
    cluster.delete(&pod.key);
    cluster.report(NAME, set, (false, "SuccessfulDelete"), format!("Deleted pod: {}", pod.key.name));
}

/// Daemons stay where others have to go.
fn tolerate(pod: &mut Value) {
    let mut all = pod.items("spec.tolerations").to_vec();
    let always = [
        ("not-ready", "NoExecute"),
        ("unreachable", "NoExecute"),
        ("disk-pressure", "NoSchedule"),
        ("memory-pressure", "NoSchedule"),
        ("pid-pressure", "NoSchedule"),
        ("unschedulable", "NoSchedule"),
    ];
    all.extend(always.map(
        |(key, effect)| json!({"key": format!("node.kubernetes.io/{key}"), "operator": "Exists", "effect": effect}),
    ));
    put(pod, "spec.tolerations", all);
}
