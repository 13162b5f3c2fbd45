//! Deployments, ReplicaSets, StatefulSets, DaemonSets and their revisions.

use serde_json::Value;

use super::field::{labels, list, map, number, selector, text};

pub fn deployment(value: &Value, age: String) -> Vec<Value> {
    let status = |name: &str| number(value, &format!("/status/{name}"));
    let ready = format!("{}/{}", status("readyReplicas"), number(value, "/spec/replicas"));
    let (names, images) = containers(value);
    let selector = selector(value.pointer("/spec/selector"));
    let counts = [status("updatedReplicas").into(), status("availableReplicas").into()];
    [ready.into()].into_iter().chain(counts).chain([age.into(), names, images, selector.into()]).collect()
}

pub fn replica_set(value: &Value, age: String) -> Vec<Value> {
    let (names, images) = containers(value);
    vec![
        number(value, "/spec/replicas").into(),
        number(value, "/status/replicas").into(),
        number(value, "/status/readyReplicas").into(),
        age.into(),
        names,
        images,
        selector(value.pointer("/spec/selector")).into(),
    ]
}

pub fn stateful_set(value: &Value, age: String) -> Vec<Value> {
    let (names, images) = containers(value);
    let ready = format!("{}/{}", number(value, "/status/readyReplicas"), number(value, "/spec/replicas"));
    vec![ready.into(), age.into(), names, images]
}

pub fn daemon_set(value: &Value, age: String) -> Vec<Value> {
    let status = |name: &str| Value::from(number(value, &format!("/status/{name}")));
    let (names, images) = containers(value);
    vec![
        status("desiredNumberScheduled"),
        status("currentNumberScheduled"),
        status("numberReady"),
        status("updatedNumberScheduled"),
        status("numberAvailable"),
        labels(map(value, "/spec/template/spec/nodeSelector")).into(),
        age.into(),
        names,
        images,
        selector(value.pointer("/spec/selector")).into(),
    ]
}

pub fn revision(value: &Value, age: String) -> Vec<Value> {
    let owner =
        list(value, "/metadata/ownerReferences").iter().find(|one| one.get("controller") == Some(&Value::Bool(true)));
    let controller = owner.map_or_else(
        || "<none>".to_owned(),
        |owner| {
            let kind = text(owner, "/kind").to_lowercase();
            let name = text(owner, "/name");
            match text(owner, "/apiVersion").split_once('/') {
                Some((group, _)) => format!("{kind}.{group}/{name}"),
                None => format!("{kind}/{name}"),
            }
        },
    );
    vec![controller.into(), number(value, "/revision").into(), age.into()]
}

/// The names and images of a template's containers.
fn containers(value: &Value) -> (Value, Value) {
    let of = |name: &str| {
        let all = list(value, "/spec/template/spec/containers").iter();
        all.map(|container| text(container, name)).collect::<Vec<_>>().join(",").into()
    };
    (of("/name"), of("/image"))
}
