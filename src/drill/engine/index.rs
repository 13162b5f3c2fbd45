//! What belongs to what, kept up with every change, so that nobody has to look at all objects.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use serde_json::Value;

use super::{
    agenda::{Task, Who},
    fields::Fields,
    room::{Room, demand},
    selector,
};
use crate::drill::{
    object::{Key, Object},
    store::{Change, What},
};

/// Who has what.
#[derive(Debug, Default)]
pub struct Index {
    /// By the uid of an owner.
    dependents: HashMap<String, BTreeSet<Key>>,
    /// Pods and ReplicaSets that nobody controls, by namespace: somebody may adopt them.
    orphans: HashMap<Arc<str>, BTreeSet<Key>>,
    /// Pods by the name of their node.
    on_node: HashMap<String, BTreeSet<Key>>,
    room: HashMap<String, Room>,
    /// How many pods ReplicaSets have.
    sizes: HashMap<Key, usize>,
    /// All DaemonSets: a node concerns each of them.
    daemons: BTreeSet<Key>,
    /// Pods that wait for a node.
    unassigned: BTreeSet<Key>,
    /// What the selectors of Services and disruption budgets choose, by namespace.
    selections: HashMap<Arc<str>, BTreeMap<Key, Selection>>,
}

#[derive(Debug)]
struct Selection {
    selector: Value,
    plain: bool,
    members: BTreeSet<Key>,
}

impl Selection {
    fn fits(&self, labels: &Value) -> bool {
        if self.plain {
            self.selector.is_object() && selector::all(&self.selector, labels)
        } else {
            selector::fits(&self.selector, labels)
        }
    }
}

impl Index {
    pub fn dependents(&self, uid: &str) -> impl Iterator<Item = &Key> {
        self.dependents.get(uid).into_iter().flatten()
    }

    pub fn orphans(&self, namespace: &str, kind: &str) -> impl Iterator<Item = &Key> {
        self.orphans.get(namespace).into_iter().flatten().filter(move |key| key.resource.kind == kind)
    }

    /// What the pods of a node take of it.
    pub fn room(&self, node: &str) -> Room {
        self.room.get(node).copied().unwrap_or_default()
    }

    pub fn unassigned(&self) -> impl Iterator<Item = &Key> {
        self.unassigned.iter()
    }

    pub fn daemons(&self) -> impl Iterator<Item = &Key> {
        self.daemons.iter()
    }

    /// How much longer a look takes because of all that is to be looked at, in microseconds: who has hundreds of pods looks a few times a second.
    pub fn work(&self, task: &Task) -> i64 {
        let size = match task.who {
            Who::Services | Who::Budgets => self.members(&task.key).count(),
            Who::ReplicaSets => self.sizes.get(&task.key).copied().unwrap_or(0),
            _ => 0,
        };
        i64::try_from(size).unwrap_or(0).clamp(20, 500) * 1_500 - 30_000
    }

    /// The pods that a Service or a disruption budget chooses.
    pub fn members(&self, key: &Key) -> impl Iterator<Item = &Key> {
        self.selections.get(&key.namespace).and_then(|all| all.get(key)).into_iter().flat_map(|one| &one.members)
    }

    /// Who chooses a pod.
    pub fn choosers(&self, pod: &Key) -> impl Iterator<Item = &Key> {
        let all = self.selections.get(&pod.namespace).into_iter().flatten();
        all.filter(|(_, one)| one.members.contains(pod)).map(|(key, _)| key)
    }

    /// Takes note of a change. `pods` are those of the namespace, for a selector that is new.
    pub fn learn<'a>(&mut self, change: &Change, pods: impl Iterator<Item = &'a Arc<Object>>) {
        let object = &change.object;
        if let Some(before) = &change.before {
            self.forget(before);
        }
        if change.what == What::Deleted {
            self.forget(object);
            self.daemons.remove(&object.key);
            self.sizes.remove(&object.key);
            self.selections.entry(Arc::clone(&object.key.namespace)).or_default().remove(&object.key);
            return;
        }
        for owner in object.value.items("metadata.ownerReferences") {
            self.dependents.entry(owner.text("uid").to_owned()).or_default().insert(object.key.clone());
        }
        let kind = object.key.resource.kind;
        if matches!(kind, "Pod" | "ReplicaSet") && controller(&object.value).is_none() {
            self.orphans.entry(Arc::clone(&object.key.namespace)).or_default().insert(object.key.clone());
        }
        match kind {
            "Pod" => self.learn_pod(object),
            "ReplicaSet" => {
                let size = object.value.count("status.replicas").max(object.value.count("spec.replicas"));
                self.sizes.insert(object.key.clone(), usize::try_from(size).unwrap_or(0));
            }
            "DaemonSet" => {
                self.daemons.insert(object.key.clone());
            }
            "Service" | "PodDisruptionBudget" => self.select(object, change.before.as_deref(), pods),
            _ => {}
        }
    }

    fn learn_pod(&mut self, pod: &Object) {
        let (key, value) = (&pod.key, &pod.value);
        for one in self.selections.get_mut(&key.namespace).into_iter().flatten().map(|(_, one)| one) {
            if one.fits(value.at("metadata.labels")) {
                one.members.insert(key.clone());
            } else {
                one.members.remove(key);
            }
        }
        let node = value.text("spec.nodeName");
        if node.is_empty() {
            if value.at("metadata.deletionTimestamp").is_null() {
                self.unassigned.insert(key.clone());
            }
        } else if !matches!(value.text("status.phase"), "Succeeded" | "Failed") {
            self.on_node.entry(node.to_owned()).or_default().insert(key.clone());
            self.room.entry(node.to_owned()).or_default().take(demand(value));
        }
    }

    fn forget(&mut self, object: &Object) {
        for owner in object.value.items("metadata.ownerReferences") {
            let uid = owner.text("uid");
            if let Some(dependents) = self.dependents.get_mut(uid) {
                dependents.remove(&object.key);
                if dependents.is_empty() {
                    self.dependents.remove(uid);
                }
            }
        }
        if let Some(orphans) = self.orphans.get_mut(&object.key.namespace) {
            orphans.remove(&object.key);
        }
        if object.key.resource.kind != "Pod" {
            return;
        }
        self.unassigned.remove(&object.key);
        for one in self.selections.get_mut(&object.key.namespace).into_iter().flatten().map(|(_, one)| one) {
            one.members.remove(&object.key);
        }
        let node = object.value.text("spec.nodeName");
        if self.on_node.get_mut(node).is_some_and(|pods| pods.remove(&object.key))
            && let Some(room) = self.room.get_mut(node)
        {
            room.give_back(demand(&object.value));
        }
    }

    fn select<'a>(&mut self, object: &Object, before: Option<&Object>, pods: impl Iterator<Item = &'a Arc<Object>>) {
        let selector = object.value.at("spec.selector");
        let all = self.selections.entry(Arc::clone(&object.key.namespace)).or_default();
        if before.is_some_and(|before| before.value.at("spec.selector") == selector) && all.contains_key(&object.key) {
            return;
        }
        let plain = object.key.resource.kind == "Service";
        let mut one = Selection { selector: selector.clone(), plain, members: BTreeSet::new() };
        one.members = pods.filter(|pod| one.fits(pod.value.at("metadata.labels"))).map(|pod| pod.key.clone()).collect();
        all.insert(object.key.clone(), one);
    }
}

/// The owner that controls an object.
pub fn controller(value: &Value) -> Option<&Value> {
    value.items("metadata.ownerReferences").iter().find(|owner| owner.flag("controller"))
}
