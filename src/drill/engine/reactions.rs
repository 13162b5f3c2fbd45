//! Who looks at what when an object changes: what the controllers watch.

use super::{
    agenda::{Task, Who},
    fields::Fields,
    index::{Index, controller},
};
use crate::drill::{
    object::{Key, Object},
    resource::Resource,
    store::{Change, What},
};

/// The looks that a change brings.
#[must_use]
pub fn to(change: &Change, index: &Index) -> Vec<Task> {
    let object = &change.object;
    let mut tasks = Vec::new();
    let mut add = |who: Who, key: &Key| tasks.push(Task { who, key: key.clone() });
    match object.key.resource.kind {
        "Deployment" => add(Who::Deployments, &object.key),
        "ReplicaSet" => add(Who::ReplicaSets, &object.key),
        "StatefulSet" => add(Who::StatefulSets, &object.key),
        "DaemonSet" => add(Who::DaemonSets, &object.key),
        "Pod" => {
            if concerns_kubelet(change) {
                add(Who::Kubelet, &object.key);
            }
            if object.value.text("spec.nodeName").is_empty() {
                add(Who::Scheduler, &object.key);
            }
        }
        _ => {}
    }
    owners(object, change.before.as_deref(), &mut add);
    if object.key.resource.kind == "Pod" && change.what == What::Deleted {
        // A Deployment that recreates waits for the last old pod.
        let deployments = Resource::of_kind("Deployment")
            .filter(|_| controller(&object.value).is_some_and(|one| one.text("kind") == "ReplicaSet"));
        let name = object.value.text("metadata.labels.pod-template-hash");
        let set = controller(&object.value).map(|owner| owner.text("name")).unwrap_or_default();
        let deployment = set.strip_suffix(name).and_then(|rest| rest.strip_suffix('-'));
        if let Some((resource, name)) = deployments.zip(deployment) {
            add(Who::Deployments, &Key { resource, namespace: object.key.namespace.clone(), name: name.into() });
        }
    }
    if object.key.resource.kind == "Node" && concerns_pods(change) {
        for set in index.daemons() {
            add(Who::DaemonSets, set);
        }
    }
    if frees(change) {
        for pod in index.unassigned() {
            add(Who::Scheduler, pod);
        }
    }
    tasks
}

fn owners(object: &Object, before: Option<&Object>, add: &mut impl FnMut(Who, &Key)) {
    let known = before.and_then(|before| controller(&before.value));
    for owner in known.into_iter().chain(controller(&object.value)) {
        let who = match owner.text("kind") {
            "Deployment" => Who::Deployments,
            "ReplicaSet" => Who::ReplicaSets,
            "StatefulSet" => Who::StatefulSets,
            "DaemonSet" => Who::DaemonSets,
            _ => continue,
        };
        let Some(resource) = Resource::of_kind(owner.text("kind")) else { continue };
        add(who, &Key { resource, namespace: object.key.namespace.clone(), name: owner.text("name").into() });
    }
}

/// A kubelet knows by itself what it wrote into a status.
fn concerns_kubelet(change: &Change) -> bool {
    let parts = ["spec.nodeName", "metadata.deletionTimestamp", "metadata.uid", "metadata.deletionGracePeriodSeconds"];
    let same = |before: &Object| parts.iter().all(|path| before.value.at(path) == change.object.value.at(path));
    change.what != What::Modified || !change.before.as_deref().is_some_and(same)
}

/// Whether a pod that waits for a node may find one now.
fn frees(change: &Change) -> bool {
    let object = &change.object;
    match object.key.resource.kind {
        "Pod" => change.what == What::Deleted && !object.text("/spec/nodeName").is_empty(),
        "Node" => concerns_pods(change),
        _ => false,
    }
}

/// Whether a node takes other pods now.
fn concerns_pods(change: &Change) -> bool {
    let parts = ["spec", "metadata.labels", "status.allocatable"];
    let same = |before: &Object| parts.iter().all(|path| before.value.at(path) == change.object.value.at(path));
    change.what != What::Modified || !change.before.as_deref().is_some_and(same)
}
