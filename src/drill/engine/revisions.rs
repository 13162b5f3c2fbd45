//! The ControllerRevisions of StatefulSets and DaemonSets (`k8s.io/kubernetes/pkg/controller/history`).

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};

use super::{
    cluster::{Cluster, controlled_by},
    fields::{Fields, map, put},
    template,
};
use crate::drill::{
    object::{Key, Object},
    resource::Resource,
};

/// All revisions of an owner, the oldest first.
#[must_use]
pub fn all(cluster: &Cluster<'_>, owner: &Object) -> Vec<Arc<Object>> {
    let mut all = cluster.controlled(owner, "ControllerRevision");
    all.sort_by(|one, other| (number(one), &one.key.name).cmp(&(number(other), &other.key.name)));
    all
}

#[must_use]
pub fn number(revision: &Object) -> i64 {
    revision.value.count("revision")
}

/// The template of a revision.
#[must_use]
pub fn template_of(revision: &Object) -> Value {
    let mut template = revision.value.at("data.spec.template").clone();
    super::fields::clear(&mut template, "$patch");
    template
}

/// The revision of an owner's present template: the newest, one that comes back under a new number, or a new one. `label` holds its hash.
pub fn current(cluster: &mut Cluster<'_>, owner: &Object, known: &[Arc<Object>], label: &str) -> Option<Arc<Object>> {
    let wanted = owner.value.at("spec.template");
    let newest = known.last();
    let equal = known.iter().rev().find(|one| template::same(&template_of(one), wanted));
    let next = newest.map_or(0, |newest| number(newest)) + 1;
    match equal {
        Some(equal) if newest.is_some_and(|newest| newest.key == equal.key) => Some(Arc::clone(equal)),
        Some(equal) => cluster.edit(&equal.key, |revision| put(revision, "revision", next)),
        None => create(cluster, owner, next, label),
    }
}

/// Takes the oldest revisions away that nothing lives of, as far as there are more than the owner keeps.
pub fn truncate(cluster: &mut Cluster<'_>, owner: &Object, known: &[Arc<Object>], live: &BTreeSet<String>) {
    let limit =
        owner.value.number("spec.revisionHistoryLimit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(10);
    let idle: Vec<&Arc<Object>> = known.iter().filter(|one| !live.contains(&*one.key.name)).collect();
    for revision in idle.iter().take(idle.len().saturating_sub(limit)) {
        cluster.delete(&revision.key);
    }
}

fn create(cluster: &mut Cluster<'_>, owner: &Object, number: i64, label: &str) -> Option<Arc<Object>> {
    let resource = Resource::of_kind("ControllerRevision")?;
    let mut pods = owner.value.at("spec.template").clone();
    map(&mut pods, "")?.shift_insert(0, "$patch".to_owned(), "replace".into());
    // A name that is taken by another template gets a hash of its own.
    (owner.value.count("status.collisionCount")..).take(16).find_map(|collisions| {
        let hash = template::hash(owner.value.at("spec.template"), collisions);
        let mut labels = owner.value.at("spec.template.metadata.labels").clone();
        map(&mut labels, "")?.insert(label.to_owned(), hash.clone().into());
        let name = format!("{}-{hash}", owner.key.name);
        let key = Key { resource, namespace: Arc::clone(&owner.key.namespace), name: name.as_str().into() };
        let mut value = json!({"metadata": {"labels": labels, "ownerReferences": controlled_by(owner)},
            "data": {"spec": {"template": pods}}, "revision": number});
        let annotations = owner.value.at("metadata.annotations");
        if annotations.is_object() {
            put(&mut value, "metadata.annotations", annotations.clone());
        }
        cluster.create(key, value)
    })
}
