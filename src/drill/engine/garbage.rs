//! The garbage collector: what nobody owns any more goes, and what is to go waits for what it owns, or lets it free.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    cluster::Cluster,
    fields::{Fields, clear, put, stamp},
};
use crate::drill::object::{Key, Object};

const FOREGROUND: &str = "foregroundDeletion";
const ORPHAN: &str = "orphan";

/// Looks at an object whose owners, dependents or finalizers changed.
pub fn reconcile(cluster: &mut Cluster<'_>, key: &Key) {
    let Some(object) = cluster.get(key) else { return };
    if !object.value.at("metadata.deletionTimestamp").is_null() {
        if has(&object.value, ORPHAN) {
            free(cluster, &object);
        } else if has(&object.value, FOREGROUND) {
            follow(cluster, &object);
        }
        return;
    }
    let owners = object.value.items("metadata.ownerReferences");
    let lives = |owner: &Value| {
        // Owners have no namespace, or that of what they own.
        let candidates =
            [&*key.namespace, ""].map(|namespace| cluster.named(owner.text("kind"), namespace, owner.text("name")));
        candidates.into_iter().flatten().any(|known| known.uid() == owner.text("uid"))
    };
    if !owners.is_empty() && !owners.iter().any(lives) {
        cluster.delete(key);
    }
}

fn has(value: &Value, finalizer: &str) -> bool {
    value.items("metadata.finalizers").iter().any(|one| one == finalizer)
}

/// What the object owns is its own from now on.
fn free(cluster: &mut Cluster<'_>, object: &Arc<Object>) {
    for key in dependents(cluster, object) {
        cluster.edit(&key, |dependent| {
            let mut owners = dependent.items("metadata.ownerReferences").to_vec();
            owners.retain(|owner| owner.text("uid") != object.uid());
            if owners.is_empty() {
                clear(dependent, "metadata.ownerReferences");
            } else {
                put(dependent, "metadata.ownerReferences", owners);
            }
        });
    }
    finish(cluster, object, ORPHAN);
}

/// What the object owns goes first.
fn follow(cluster: &mut Cluster<'_>, object: &Arc<Object>) {
    let mut waits = false;
    for key in dependents(cluster, object) {
        let Some(dependent) = cluster.get(&key) else { continue };
        let mut owners = dependent.value.items("metadata.ownerReferences").iter();
        waits |= owners.any(|owner| owner.text("uid") == object.uid() && owner.flag("blockOwnerDeletion"));
        if !dependent.value.at("metadata.deletionTimestamp").is_null() {
            continue;
        }
        if cluster.index.dependents(dependent.uid()).next().is_some() {
            let now = cluster.now;
            cluster.edit(&key, |dependent| begin(dependent, now));
        } else {
            cluster.delete(&key);
        }
    }
    if !waits {
        finish(cluster, object, FOREGROUND);
    }
}

fn begin(value: &mut Value, now: Timestamp) {
    let mut finalizers = value.items("metadata.finalizers").to_vec();
    finalizers.push(FOREGROUND.into());
    put(value, "metadata.finalizers", finalizers);
    put(value, "metadata.deletionTimestamp", stamp(now));
    put(value, "metadata.deletionGracePeriodSeconds", 0);
    let generation = value.count("metadata.generation");
    if generation > 0 {
        put(value, "metadata.generation", generation + 1);
    }
}

fn dependents(cluster: &Cluster<'_>, object: &Object) -> Vec<Key> {
    cluster.index.dependents(object.uid()).cloned().collect()
}

fn finish(cluster: &mut Cluster<'_>, object: &Object, finalizer: &str) {
    let mut left = object.value.items("metadata.finalizers").to_vec();
    left.retain(|one| one != finalizer);
    // A pod that still runs is its kubelet's to take away.
    let runs = object.key.resource.kind == "Pod" && object.value.count("metadata.deletionGracePeriodSeconds") > 0;
    if left.is_empty() && !runs {
        cluster.store.remove(&object.key);
    } else {
        cluster.edit(&object.key, |value| put(value, "metadata.finalizers", json!(left)));
    }
}
