//! Who looks at what when an object changes: what the controllers watch.

use super::{
    agenda::{Task, Who},
    fields::Fields,
    index::{Index, controller},
    pods,
};
use crate::drill::{
    object::{Key, Object},
    resource::Resource,
    store::{Change, What},
};

/// The looks that a change brings. `former` are the Services and budgets that chose the pod before.
#[must_use]
pub fn to(change: &Change, index: &Index, former: &[Key]) -> Vec<Task> {
    let object = &change.object;
    let mut tasks = Vec::new();
    let mut add = |who: Who, key: &Key| tasks.push(Task { who, key: key.clone() });
    match object.key.resource.kind {
        "Deployment" => add(Who::Deployments, &object.key),
        "ReplicaSet" => add(Who::ReplicaSets, &object.key),
        "StatefulSet" => add(Who::StatefulSets, &object.key),
        "DaemonSet" => add(Who::DaemonSets, &object.key),
        "Service" => add(Who::Services, &object.key),
        "PodDisruptionBudget" => add(Who::Budgets, &object.key),
        "HorizontalPodAutoscaler" if change.what == What::Added => add(Who::Autoscalers, &object.key),
        "Node" if change.what == What::Added => add(Who::Heartbeats, &object.key),
        "Namespace" => add(Who::Namespaces, &object.key),
        "ServiceAccount" | "ConfigMap" if change.what == What::Deleted => {
            let home = Resource::of_kind("Namespace").map(|resource| Key {
                resource,
                namespace: "".into(),
                name: object.key.namespace.clone(),
            });
            if let Some(home) = home {
                add(Who::Namespaces, &home);
            }
        }
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
    garbage(change, index, &mut add);
    if concerns_choosers(change) {
        for key in index.choosers(&object.key).chain(former) {
            add(if key.resource.kind == "Service" { Who::Services } else { Who::Budgets }, key);
        }
    }
    owners(object, change.before.as_deref(), &mut add);
    recreating(change, &mut add);
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

/// A Deployment that recreates waits for the last old pod.
fn recreating(change: &Change, add: &mut impl FnMut(Who, &Key)) {
    let object = &change.object;
    let owner = controller(&object.value).filter(|owner| owner.text("kind") == "ReplicaSet");
    let (Some(owner), What::Deleted, Some(resource)) = (owner, change.what, Resource::of_kind("Deployment")) else {
        return;
    };
    let hash = object.value.text("metadata.labels.pod-template-hash");
    let deployment = owner.text("name").strip_suffix(hash).and_then(|rest| rest.strip_suffix('-'));
    if let Some(name) = deployment.filter(|_| object.key.resource.kind == "Pod") {
        add(Who::Deployments, &Key { resource, namespace: object.key.namespace.clone(), name: name.into() });
    }
}

/// What was owned by something that is gone, and what waits for something that it owned.
fn garbage(change: &Change, index: &Index, add: &mut impl FnMut(Who, &Key)) {
    let object = &change.object;
    if change.what == What::Deleted {
        for dependent in index.dependents(object.uid()) {
            add(Who::Garbage, dependent);
        }
    } else if !object.value.at("metadata.deletionTimestamp").is_null()
        && !object.value.items("metadata.finalizers").is_empty()
    {
        add(Who::Garbage, &object.key);
    }
    if change.what == What::Added && !object.value.items("metadata.ownerReferences").is_empty() {
        add(Who::Garbage, &object.key);
    }
    for owner in object.value.items("metadata.ownerReferences").iter().filter(|_| change.what == What::Deleted) {
        if let Some(resource) = Resource::of_kind(owner.text("kind")) {
            let namespace = if resource.namespaced { object.key.namespace.clone() } else { "".into() };
            add(Who::Garbage, &Key { resource, namespace, name: owner.text("name").into() });
        }
    }
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

/// Whether a pod may be reached otherwise now, or counts otherwise.
fn concerns_choosers(change: &Change) -> bool {
    let parts = ["metadata.labels", "metadata.deletionTimestamp", "status.podIP", "status.phase"];
    let same = |before: &Object| {
        parts.iter().all(|path| before.value.at(path) == change.object.value.at(path))
            && pods::ready(&before.value) == pods::ready(&change.object.value)
    };
    change.object.key.resource.kind == "Pod"
        && (change.what != What::Modified || !change.before.as_deref().is_some_and(same))
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
