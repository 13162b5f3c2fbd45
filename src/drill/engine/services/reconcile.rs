//! One look at a Service.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    super::{
        cluster::{Cluster, controlled_by},
        fields::{Fields, map, put, stamp},
    },
    address::{Address, ports},
};
use crate::drill::{
    object::{Key, Object},
    resource::Resource,
};

/// So many endpoints stand in one slice (`--max-endpoints-per-slice`).
const SLICE: usize = 100;
/// So many stand in Endpoints, whatever there are.
const MOST: usize = 1000;

/// Writes where the pods are that a Service chooses.
pub fn reconcile(cluster: &mut Cluster<'_>, key: &Key) {
    let Some(service) = cluster.get(key) else { return };
    if !service.value.at("spec.selector").is_object() || service.value.text("spec.type") == "ExternalName" {
        return;
    }
    let members: Vec<Key> = cluster.index.members(key).cloned().collect();
    let all = members.iter().filter_map(|key| cluster.get(key));
    let all: Vec<Address> = all.filter_map(|pod| Address::of(&service.value, pod)).collect();
    let ports = ports(&service.value, all.first().map(|one| &one.pod.value));
    slices(cluster, &service, &all, &ports);
    endpoints(cluster, &service, &all, &ports);
}

fn slices(cluster: &mut Cluster<'_>, service: &Arc<Object>, all: &[Address], ports: &[Value]) {
    let mut known: Vec<Key> = cluster.controlled(service, "EndpointSlice").iter().map(|one| one.key.clone()).collect();
    let mut pieces: Vec<&[Address]> = all.chunks(SLICE).collect();
    if pieces.is_empty() {
        pieces.push(&[]);
    }
    for key in known.split_off(known.len().min(pieces.len())) {
        cluster.delete(&key);
    }
    let missing = pieces.len() - known.len();
    known.extend((0..missing).filter_map(|_| begin(cluster, service)));
    for (piece, key) in pieces.iter().zip(known) {
        let endpoints: Vec<Value> = piece.iter().map(Address::endpoint).collect();
        let now = cluster.now;
        cluster.edit(&key, |slice| {
            let same = slice.items("endpoints") == endpoints && (all.is_empty() || slice.items("ports") == ports);
            if !same {
                // Go writes an empty list that was never made as null.
                put(slice, "endpoints", if endpoints.is_empty() { Value::Null } else { endpoints.into() });
                put(slice, "ports", if all.is_empty() { Value::Null } else { ports.into() });
                changed(slice, now);
                let generation = slice.count("metadata.generation");
                put(slice, "metadata.generation", generation + 1);
            }
        });
    }
}

fn begin(cluster: &mut Cluster<'_>, service: &Arc<Object>) -> Option<Key> {
    let resource = Resource::of_kind("EndpointSlice")?;
    let name = format!("{}-{}", service.key.name, cluster.store.dice().letters(5));
    let key = Key { resource, namespace: Arc::clone(&service.key.namespace), name: name.into() };
    let mut labels = service.value.at("metadata.labels").clone();
    let own = map(&mut labels, "")?;
    own.insert("kubernetes.io/service-name".to_owned(), (&*service.key.name).into());
    own.insert("endpointslice.kubernetes.io/managed-by".to_owned(), "endpointslice-controller.k8s.io".into());
    let value = json!({"metadata": {"generateName": format!("{}-", service.key.name), "labels": labels, "generation": 1,
        "ownerReferences": controlled_by(service)}, "addressType": "IPv4", "endpoints": null, "ports": null});
    cluster.create(key.clone(), value).map(|_| key)
}

fn endpoints(cluster: &mut Cluster<'_>, service: &Arc<Object>, all: &[Address], ports: &[Value]) {
    let Some(resource) = Resource::of_kind("Endpoints") else { return };
    let key = Key { resource, ..service.key.clone() };
    if cluster.store.get(&key).is_none() {
        let mut labels = service.value.at("metadata.labels").clone();
        if let Some(labels) = map(&mut labels, "") {
            labels.insert("endpoints.kubernetes.io/managed-by".to_owned(), "endpoint-controller".into());
        }
        cluster.create(key.clone(), json!({"metadata": {"labels": labels}}));
    }
    let of = |ready: bool| {
        let some = all.iter().take(MOST).filter(|one| one.ready == ready);
        some.map(Address::subset).collect::<Vec<Value>>()
    };
    let mut subset = json!({});
    for (name, addresses) in [("addresses", of(true)), ("notReadyAddresses", of(false))] {
        if !addresses.is_empty() {
            put(&mut subset, name, addresses);
        }
    }
    // Unlike those of slices, they have no name where it says nothing.
    let mut ports = ports.to_vec();
    for port in ports.iter_mut().filter_map(Value::as_object_mut) {
        port.retain(|_, value| *value != "");
    }
    put(&mut subset, "ports", ports);
    let subsets = if all.is_empty() { Vec::new() } else { vec![subset] };
    let now = cluster.now;
    cluster.edit(&key, |endpoints| {
        if endpoints.items("subsets") != subsets {
            put(endpoints, "subsets", subsets);
            changed(endpoints, now);
        }
    });
}

fn changed(value: &mut Value, now: jiff::Timestamp) {
    if let Some(annotations) = map(value, "metadata.annotations") {
        annotations.insert("endpoints.kubernetes.io/last-change-trigger-time".to_owned(), stamp(now));
    }
}
