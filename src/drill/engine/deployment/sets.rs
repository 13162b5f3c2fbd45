//! Finding, making, scaling and forgetting ReplicaSets (`sync.go`).

use std::sync::Arc;

use serde_json::json;

use super::{
    annotations::{self, REVISION},
    plan::{Plan, Set, Sets},
};
use crate::drill::{
    engine::{
        cluster::{Cluster, controlled_by},
        condition::{self, Condition},
        fields::{Fields, map, put},
        selector, template,
    },
    object::{Key, Object},
    resource::Resource,
};

/// The ReplicaSets of a Deployment, and those that it adopts because nobody else has them.
pub fn read(cluster: &mut Cluster<'_>, plan: &Plan) -> Sets {
    let selector = plan.object.value.at("spec.selector");
    let orphans = cluster.index.orphans(&plan.key().namespace, "ReplicaSet").filter_map(|key| cluster.get(key));
    let orphans: Vec<_> = orphans.filter(|set| selector::fits(selector, set.value.at("metadata.labels"))).collect();
    let adopt = |set: Arc<Object>| {
        cluster.edit(&set.key, |set| put(set, "metadata.ownerReferences", controlled_by(&plan.object))).unwrap_or(set)
    };
    let adopted: Vec<_> = orphans.into_iter().map(adopt).collect();
    let mut all: Vec<Set> =
        cluster.controlled(&plan.object, "ReplicaSet").iter().chain(&adopted).map(Set::of).collect();
    all.sort_by(|one, other| (one.created, one.name()).cmp(&(other.created, other.name())));
    let place = all.iter().position(|set| template::same(set.object.value.at("spec.template"), plan.template()));
    let new = place.map(|place| all.remove(place));
    Sets { new, old: all }
}

/// Brings the new ReplicaSet's annotations up to date, and the Deployment's revision with it. Whether anything was written: then the next look goes on.
pub fn revise(cluster: &mut Cluster<'_>, plan: &Plan, sets: &Sets) -> bool {
    let Some(new) = &sets.new else { return false };
    let revision = sets.old.iter().map(|set| set.revision).max().unwrap_or(0) + 1;
    let ready = plan.object.value.at("spec.minReadySeconds");
    let revised = cluster.edit_spec(&new.object.key, |set| {
        annotations::copy(&plan.object.value, set, revision);
        if set.count("spec.minReadySeconds") != ready.as_i64().unwrap_or(0) {
            put(set, "spec.minReadySeconds", ready.clone());
        }
    });
    if revised.is_some_and(|set| set.version != new.object.version) {
        return true;
    }
    let now = cluster.now;
    let written = cluster.edit(plan.key(), |deployment| {
        note(deployment, &new.revision.to_string());
        if plan.has_deadline() && condition::find(deployment.at("status"), "Progressing").is_null() {
            let message = format!("Found new replica set \"{}\"", new.name());
            let found = Condition::new("Progressing", "True", "FoundNewReplicaSet", &message);
            set_condition(deployment, &found, now);
        }
    });
    written.is_some_and(|written| written.version != plan.object.version)
}

/// Makes the new ReplicaSet. `None` if its name is taken by another: the collision is counted, and the next look tries the next name.
pub fn make(cluster: &mut Cluster<'_>, plan: &Plan, sets: &Sets) -> Option<Set> {
    let hash = template::hash(plan.template(), plan.status().count("collisionCount"));
    let wanted = if plan.recreate { plan.replicas } else { grown(plan, sets, 0) };
    let revision = sets.old.iter().map(|set| set.revision).max().unwrap_or(0) + 1;
    let mut pods = plan.template().clone();
    map(&mut pods, "metadata.labels")?.insert(template::HASH.to_owned(), hash.clone().into());
    let mut selector = plan.object.value.at("spec.selector").clone();
    map(&mut selector, "matchLabels")?.insert(template::HASH.to_owned(), hash.clone().into());
    let mut value = json!({"metadata": {"labels": pods.at("metadata.labels"), "ownerReferences": controlled_by(&plan.object)},
        "spec": {"replicas": wanted, "selector": selector, "template": pods}, "status": {"replicas": 0}});
    if plan.object.value.count("spec.minReadySeconds") > 0 {
        put(&mut value, "spec.minReadySeconds", plan.object.value.count("spec.minReadySeconds"));
    }
    annotations::copy(&plan.object.value, &mut value, revision);
    annotations::sizes(&mut value, plan.replicas, plan.replicas + plan.surge);
    let resource = Resource::of_kind("ReplicaSet")?;
    let name = format!("{}-{hash}", plan.key().name);
    let key = Key { resource, namespace: Arc::clone(&plan.key().namespace), name: name.as_str().into() };
    let Some(made) = cluster.create(key, value) else {
        cluster.edit(plan.key(), |deployment| {
            let collisions = deployment.count("status.collisionCount");
            put(deployment, "status.collisionCount", collisions + 1);
        });
        return None;
    };
    if wanted > 0 {
        let message = format!("Scaled up replica set {name} from 0 to {wanted}");
        cluster.report("deployment-controller", &plan.object, (false, "ScalingReplicaSet"), message);
    }
    let now = cluster.now;
    cluster.edit(plan.key(), |deployment| {
        note(deployment, &revision.to_string());
        if plan.has_deadline() {
            let message = format!("Created new replica set \"{name}\"");
            set_condition(deployment, &Condition::new("Progressing", "True", "NewReplicaSetCreated", &message), now);
        }
    });
    Some(Set::of(&made))
}

/// How far the new ReplicaSet may grow now.
#[must_use]
pub fn grown(plan: &Plan, sets: &Sets, present: i64) -> i64 {
    if plan.recreate {
        return plan.replicas;
    }
    let free = plan.replicas + plan.surge - sets.sum(|set| set.wanted);
    if free <= 0 { present } else { present + free.min(plan.replicas - present) }
}

/// Scales a ReplicaSet, and says so where its size changes.
pub fn scale(cluster: &mut Cluster<'_>, plan: &Plan, set: &mut Set, to: i64) -> bool {
    let from = set.wanted;
    let scaled = cluster.edit_spec(&set.object.key, |value| {
        put(value, "spec.replicas", to);
        annotations::sizes(value, plan.replicas, plan.replicas + plan.surge);
    });
    let Some(scaled) = scaled else { return false };
    set.object = scaled;
    set.wanted = to;
    if from == to {
        return false;
    }
    let direction = if to > from { "up" } else { "down" };
    let message = format!("Scaled {direction} replica set {} from {from} to {to}", set.name());
    cluster.report("deployment-controller", &plan.object, (false, "ScalingReplicaSet"), message);
    true
}

/// Forgets the oldest ReplicaSets beyond the limit of the history, of those that have nothing left.
pub fn forget(cluster: &mut Cluster<'_>, plan: &Plan, sets: &Sets) {
    let alive = |set: &&Set| set.object.value.at("metadata.deletionTimestamp").is_null();
    let mut old: Vec<&Set> = sets.old.iter().filter(alive).collect();
    old.sort_by_key(|set| set.revision);
    for set in old.iter().take(old.len().saturating_sub(plan.history)) {
        let value = &set.object.value;
        let busy = set.actual != 0
            || set.wanted != 0
            || value.count("metadata.generation") > value.count("status.observedGeneration");
        if !busy {
            cluster.delete(&set.object.key);
        }
    }
}

fn note(deployment: &mut serde_json::Value, revision: &str) {
    if let Some(annotations) = map(deployment, "metadata.annotations") {
        annotations.insert(REVISION.to_owned(), revision.into());
    }
}

fn set_condition(deployment: &mut serde_json::Value, new: &Condition, now: jiff::Timestamp) {
    let mut status = deployment.at("status").clone();
    condition::set(&mut status, new, now);
    put(deployment, "status", status);
}
