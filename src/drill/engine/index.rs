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
    /// What nodes have for pods.
    whole: HashMap<Key, Room>,
    /// How many pods ReplicaSets have.
    sizes: HashMap<Key, usize>,
    /// All DaemonSets: a node concerns each of them.
    daemons: BTreeSet<Key>,
    /// Pods that wait for a node.
    unassigned: BTreeSet<Key>,
    /// What the selectors of Services and disruption budgets choose, by namespace.
    selections: HashMap<Arc<str>, BTreeMap<Key, Selection>>,
    /// Who chooses a pod: the same the other way round, as pods change far more often than selectors.
    choosers: HashMap<Key, BTreeSet<Key>>,
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

    /// What a node has for pods at all.
    pub fn whole(&self, node: &Key) -> Room {
        self.whole.get(node).copied().unwrap_or_default()
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
        i64::try_from(size).unwrap_or(0).clamp(20, 500) * 4_000 - 80_000
    }

    /// The pods that a Service or a disruption budget chooses.
    pub fn members(&self, key: &Key) -> impl Iterator<Item = &Key> {
        self.selections.get(&key.namespace).and_then(|all| all.get(key)).into_iter().flat_map(|one| &one.members)
    }

    /// Who chooses a pod.
    pub fn choosers(&self, pod: &Key) -> impl Iterator<Item = &Key> {
        self.choosers.get(pod).into_iter().flatten()
    }

    /// Takes note of a change. `pods` are those of the namespace, for a selector that is new.
    pub fn learn<'a>(&mut self, change: &Change, pods: impl Iterator<Item = &'a Arc<Object>>) {
        let object = &*change.object;
        let step = Step { before: change.before.as_deref(), after: (change.what != What::Deleted).then_some(object) };
        if step.differs(&["metadata.ownerReferences"]) {
            step.before.into_iter().for_each(|before| self.disown(before));
            step.after.into_iter().for_each(|after| self.own(after));
        }
        match object.key.resource.kind {
            "Pod" => self.learn_pod(&object.key, &step),
            "ReplicaSet" => self.measure(object, step.after),
            "DaemonSet" if step.after.is_some() => drop(self.daemons.insert(object.key.clone())),
            "DaemonSet" => drop(self.daemons.remove(&object.key)),
            "Node" if step.differs(&["status.allocatable"]) => {
                self.whole.remove(&object.key);
                self.whole.extend(step.after.map(|node| (node.key.clone(), Room::of_node(&node.value))));
            }
            "Service" | "PodDisruptionBudget" => self.learn_selector(object, &step, pods),
            _ => {}
        }
    }

    fn own(&mut self, object: &Object) {
        for owner in object.value.items("metadata.ownerReferences") {
            self.dependents.entry(owner.text("uid").to_owned()).or_default().insert(object.key.clone());
        }
        if matches!(object.key.resource.kind, "Pod" | "ReplicaSet") && controller(&object.value).is_none() {
            self.orphans.entry(Arc::clone(&object.key.namespace)).or_default().insert(object.key.clone());
        }
    }

    fn disown(&mut self, object: &Object) {
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
    }

    fn measure(&mut self, set: &Object, after: Option<&Object>) {
        let Some(after) = after else {
            self.sizes.remove(&set.key);
            return;
        };
        let size = after.value.count("status.replicas").max(after.value.count("spec.replicas"));
        self.sizes.insert(set.key.clone(), usize::try_from(size).unwrap_or(0));
    }

    fn learn_pod(&mut self, key: &Key, step: &Step<'_>) {
        if step.differs(&["spec", "status.phase", "metadata.deletionTimestamp"]) {
            step.before.into_iter().for_each(|before| self.leave(before));
            step.after.into_iter().for_each(|after| self.settle(after));
        }
        if step.differs(&["metadata.labels"]) {
            self.choose(key, step.after);
        }
    }

    fn settle(&mut self, pod: &Object) {
        let (key, value) = (&pod.key, &pod.value);
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

    fn leave(&mut self, pod: &Object) {
        self.unassigned.remove(&pod.key);
        let node = pod.value.text("spec.nodeName");
        if self.on_node.get_mut(node).is_some_and(|pods| pods.remove(&pod.key))
            && let Some(room) = self.room.get_mut(node)
        {
            room.give_back(demand(&pod.value));
        }
    }

    /// Asks every selector of the namespace about a pod that is new, has other labels or is gone.
    fn choose(&mut self, pod: &Key, after: Option<&Object>) {
        let former = self.choosers.remove(pod).unwrap_or_default();
        let Some(all) = self.selections.get_mut(&pod.namespace) else { return };
        for chooser in former {
            all.get_mut(&chooser).map(|one| one.members.remove(pod));
        }
        let Some(after) = after else { return };
        let labels = after.value.at("metadata.labels");
        let fitting = all.iter_mut().filter(|(_, one)| one.fits(labels));
        let choosers: BTreeSet<Key> = fitting
            .map(|(chooser, one)| {
                one.members.insert(pod.clone());
                chooser.clone()
            })
            .collect();
        if !choosers.is_empty() {
            self.choosers.insert(pod.clone(), choosers);
        }
    }

    fn learn_selector<'a>(&mut self, object: &Object, step: &Step<'_>, pods: impl Iterator<Item = &'a Arc<Object>>) {
        let key = &object.key;
        let all = self.selections.entry(Arc::clone(&key.namespace)).or_default();
        if !step.differs(&["spec.selector"]) && all.contains_key(key) {
            return;
        }
        for member in all.remove(key).into_iter().flat_map(|former| former.members) {
            self.choosers.get_mut(&member).map(|choosers| choosers.remove(key));
        }
        let Some(after) = step.after else { return };
        let plain = key.resource.kind == "Service";
        let mut one = Selection { selector: after.value.at("spec.selector").clone(), plain, members: BTreeSet::new() };
        one.members = pods.filter(|pod| one.fits(pod.value.at("metadata.labels"))).map(|pod| pod.key.clone()).collect();
        for member in &one.members {
            self.choosers.entry(member.clone()).or_default().insert(key.clone());
        }
        all.insert(key.clone(), one);
    }
}

/// An object from one version to the next.
struct Step<'a> {
    before: Option<&'a Object>,
    /// `None`: it is gone.
    after: Option<&'a Object>,
}

impl Step<'_> {
    /// Whether anything at these paths is another, or there is only one of the two.
    fn differs(&self, paths: &[&str]) -> bool {
        match (self.before, self.after) {
            (Some(before), Some(after)) => paths.iter().any(|path| before.value.at(path) != after.value.at(path)),
            _ => true,
        }
    }
}

/// The owner that controls an object.
pub fn controller(value: &Value) -> Option<&Value> {
    value.items("metadata.ownerReferences").iter().find(|owner| owner.flag("controller"))
}
