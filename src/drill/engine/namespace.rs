//! Namespaces: what each has from the beginning, and how one goes with all that is in it.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{agenda::Who, cluster::Cluster, fields::Fields};
use crate::drill::{
    object::{Key, Object},
    resource::{RESOURCES, Resource},
};

/// How often is looked whether a namespace is empty, and how long it stays at least: the real controller waits for its own discovery.
const LOOK: Duration = Duration::from_secs(1);
const LEAST: SignedDuration = SignedDuration::from_secs(5);

const DESCRIPTION: &str = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the \
    internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

/// Gives a namespace its service account and its certificate bundle; or empties one that is to go, and takes it away.
pub fn reconcile(cluster: &mut Cluster<'_>, key: &Key) {
    let Some(namespace) = cluster.get(key) else { return };
    if namespace.value.at("metadata.deletionTimestamp").is_null() {
        furnish(cluster, &namespace);
    } else {
        let young = |since| cluster.now.duration_since(since) < LEAST;
        let young = namespace.value.time("metadata.deletionTimestamp").is_some_and(young);
        if empty(cluster, &key.name) && !young {
            cluster.store.remove(key);
        } else {
            cluster.again(Who::Namespaces, key, LOOK);
        }
    }
}

fn furnish(cluster: &mut Cluster<'_>, namespace: &Object) {
    let own = [
        ("ServiceAccount", "default", json!({})),
        (
            "ConfigMap",
            "kube-root-ca.crt",
            json!({"data": {"ca.crt": ""}, "metadata": {"annotations": {"kubernetes.io/description": DESCRIPTION}}}),
        ),
    ];
    for (kind, name, value) in own {
        let Some(resource) = Resource::of_kind(kind) else { continue };
        let key = Key { resource, namespace: Arc::clone(&namespace.key.name), name: name.into() };
        cluster.create(key, value);
    }
}

/// Deletes everything in a namespace. Whether nothing was left.
fn empty(cluster: &mut Cluster<'_>, name: &str) -> bool {
    let namespaced = RESOURCES.iter().filter(|resource| resource.namespaced);
    let all: Vec<(Key, Value)> = namespaced
        .flat_map(|resource| cluster.store.list(resource, Some(name)))
        .map(|object| (object.key.clone(), object.value.at("metadata.deletionTimestamp").clone()))
        .collect();
    for (key, going) in &all {
        if going.is_null() {
            cluster.delete(key);
        }
    }
    all.is_empty()
}
