//! What a controller acts on: the objects, who has what, the agenda and the time.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{
    agenda::{Agenda, Task, Who},
    events::{self, Recorder, Report, Source},
    fields::{Fields, map, put, stamp},
    index::Index,
};
use crate::drill::{
    object::{Key, Object},
    resource::Resource,
    store::Store,
};

/// The cluster as a controller sees it for one moment.
#[derive(Debug)]
pub struct Cluster<'a> {
    pub store: &'a mut Store,
    pub index: &'a Index,
    pub agenda: &'a mut Agenda,
    pub recorder: &'a mut Recorder,
    pub now: Timestamp,
}

impl Cluster<'_> {
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<Arc<Object>> {
        self.store.get(key).map(Arc::clone)
    }

    /// An object by its kind and name.
    #[must_use]
    pub fn named(&self, kind: &str, namespace: &str, name: &str) -> Option<Arc<Object>> {
        let resource = Resource::of_kind(kind)?;
        self.get(&Key { resource, namespace: namespace.into(), name: name.into() })
    }

    /// What an owner controls, of one kind.
    #[must_use]
    pub fn controlled(&self, owner: &Object, kind: &str) -> Vec<Arc<Object>> {
        let keys = self.index.dependents(owner.uid()).filter(|key| key.resource.kind == kind);
        let objects = keys.filter_map(|key| self.store.get(key));
        let controls = |object: &&Arc<Object>| {
            object
                .value
                .items("metadata.ownerReferences")
                .iter()
                .any(|one| one.flag("controller") && one.text("uid") == owner.uid())
        };
        objects.filter(controls).map(Arc::clone).collect()
    }

    /// Creates an object as the API server does; `None` if the name is taken.
    pub fn create(&mut self, key: Key, mut value: Value) -> Option<Arc<Object>> {
        if self.store.get(&key).is_some() {
            return None;
        }
        // In front, where a list finds them to leave them out.
        let fields = map(&mut value, "")?;
        fields.shift_insert(0, "apiVersion".to_owned(), key.resource.api_version().into());
        fields.shift_insert(0, "kind".to_owned(), key.resource.kind.into());
        put(&mut value, "metadata.name", &*key.name);
        if key.resource.namespaced {
            put(&mut value, "metadata.namespace", &*key.namespace);
        }
        put(&mut value, "metadata.uid", self.store.dice().uid());
        put(&mut value, "metadata.creationTimestamp", stamp(self.now));
        if value.get("spec").is_some() {
            put(&mut value, "metadata.generation", 1);
        }
        Some(self.store.put(key, value))
    }

    /// Changes an object; its generation stays.
    pub fn edit(&mut self, key: &Key, change: impl FnOnce(&mut Value)) -> Option<Arc<Object>> {
        self.store.edit(key, change)
    }

    /// Gives an object another status, if it is another.
    pub fn edit_status(&mut self, key: &Key, status: Value) -> Option<Arc<Object>> {
        self.store.edit_status(key, status)
    }

    /// Changes an object, and its generation if the spec is another.
    pub fn edit_spec(&mut self, key: &Key, change: impl FnOnce(&mut Value)) -> Option<Arc<Object>> {
        let known = self.get(key)?;
        self.store.edit(key, |value| {
            change(value);
            if value.at("spec") != known.value.at("spec") {
                let generation = value.count("metadata.generation");
                put(value, "metadata.generation", generation + 1);
            }
        })
    }

    /// Deletes as a request without options does: pods have their grace, finalizers are waited for, dependents follow.
    pub fn delete(&mut self, key: &Key) {
        let Some(object) = self.get(key) else { return };
        let pod = key.resource.kind == "Pod";
        let running = pod
            && !object.text("/spec/nodeName").is_empty()
            && !matches!(object.text("/status/phase"), "Succeeded" | "Failed");
        let grace = if running { object.value.number("spec.terminationGracePeriodSeconds").unwrap_or(30) } else { 0 };
        if grace == 0 && object.value.items("metadata.finalizers").is_empty() {
            self.store.remove(key);
            return;
        }
        if !object.value.at("metadata.deletionTimestamp").is_null() {
            return;
        }
        let gone = self.now.saturating_add(SignedDuration::from_secs(grace)).unwrap_or(self.now);
        self.store.edit(key, |value| {
            put(value, "metadata.deletionTimestamp", stamp(gone));
            put(value, "metadata.deletionGracePeriodSeconds", grace);
            let generation = value.count("metadata.generation");
            put(value, "metadata.generation", generation + 1);
        });
    }

    /// Looks at an object again after a while.
    pub fn again(&mut self, who: Who, key: &Key, after: Duration) {
        let at = SignedDuration::try_from(after).ok().and_then(|after| self.now.checked_add(after).ok());
        self.agenda.add(at.unwrap_or(Timestamp::MAX), Task { who, key: key.clone() });
    }

    /// Reports as a controller.
    pub fn report(
        &mut self,
        component: &'static str,
        about: &Object,
        (warning, reason): (bool, &'static str),
        message: String,
    ) {
        let source = Source { component, host: String::new() };
        self.tell(about, Report { source, field: String::new(), warning, reason, message });
    }

    /// Reports anything.
    pub fn tell(&mut self, about: &Object, report: Report) {
        let scheduler = report.source.component == "default-scheduler";
        let event = if scheduler {
            Some(self.recorder.series(self.store, about, report, self.now))
        } else {
            self.recorder.report(self.store, about, report, self.now)
        };
        if let Some(key) = event {
            let at = self.now.saturating_add(events::KEPT).unwrap_or(Timestamp::MAX);
            self.agenda.add(at, Task { who: Who::Expiry, key });
        }
    }

    /// A while between two bounds, in milliseconds.
    pub fn while_of(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.store.dice().below(to.saturating_sub(from)))
    }
}

/// The reference of an object to what controls it.
#[must_use]
pub fn controlled_by(owner: &Object) -> Value {
    serde_json::json!([{"apiVersion": owner.key.resource.api_version(), "kind": owner.key.resource.kind, "name": &*owner.key.name,
        "uid": owner.uid(), "controller": true, "blockOwnerDeletion": true}])
}
