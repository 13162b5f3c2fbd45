//! The objects by key, and every write to them.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value};

use crate::drill::{
    dice::Dice,
    object::{Key, Object},
    resource::Resource,
};

use super::history::{Change, Gone, History, What};

/// A cluster that begins here has a past that nobody kept: whoever asks for version 1 is told that it is gone. (0 means "any" to the API.)
const FIRST: u64 = 1_000;
/// So many changes are kept for watches.
const KEPT: usize = 20_000;

/// What the API server holds.
#[derive(Debug)]
pub struct Store {
    objects: BTreeMap<Key, Arc<Object>>,
    history: History,
    version: u64,
    dice: Dice,
}

impl Store {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { objects: BTreeMap::new(), history: History::new(KEPT, FIRST), version: FIRST, dice: Dice::new(seed) }
    }

    /// The version of the newest write.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    pub fn dice(&mut self) -> &mut Dice {
        &mut self.dice
    }

    #[must_use]
    pub fn get(&self, key: &Key) -> Option<&Arc<Object>> {
        self.objects.get(key)
    }

    /// All objects of a resource, of one namespace or of all, in the order of namespace and name.
    pub fn list(&self, resource: &'static Resource, namespace: Option<&str>) -> impl Iterator<Item = &Arc<Object>> {
        let from = Key { resource, namespace: namespace.unwrap_or_default().into(), name: "".into() };
        let wanted = namespace.map(str::to_owned);
        self.objects.range(from..).map(|(_, object)| object).take_while(move |object| {
            object.key.resource == resource && wanted.as_deref().is_none_or(|wanted| *object.key.namespace == *wanted)
        })
    }

    /// Every change after this version.
    pub fn since(&self, version: u64) -> Result<impl Iterator<Item = &Arc<Change>>, Gone> {
        self.history.since(version)
    }

    /// Forgets the history: every watch from before now ends with 410.
    pub fn trim(&mut self) {
        self.history.trim();
    }

    /// Stores a value as it is, under the next version: whatever a request has to pass before is the caller's. That is: kind, apiVersion, name and
    /// namespace; a uid, `creationTimestamp` and, for what counts them ([`Self::create`] says so), generation 1; the owner's reference;
    /// defaults and a status. `managedFields` are kept for requests only; what controllers write has no manager.
    pub fn put(&mut self, key: Key, mut value: Value) -> Arc<Object> {
        self.version += 1;
        if let Some(meta) = value.get_mut("metadata").and_then(Value::as_object_mut) {
            meta.insert("resourceVersion".to_owned(), self.version.to_string().into());
        }
        let object = Arc::new(Object::new(key.clone(), self.version, value));
        let before = self.objects.insert(key, Arc::clone(&object));
        let what = if before.is_some() { What::Modified } else { What::Added };
        self.history.push(Change { what, object: Arc::clone(&object), before });
        object
    }

    /// Takes an object away at once, whatever keeps it: how a kubelet ends a pod, and how the collector ends what has lost its last finalizer
    /// (`foregroundDeletion` once nothing blocks the owner, `orphan` once nothing names it), or a namespace that is empty. A request that takes the
    /// last finalizer of a deleted object away removes it by itself. The watchers' last version is that from before.
    pub fn remove(&mut self, key: &Key) -> Option<Arc<Object>> {
        let before = self.objects.remove(key)?;
        self.version += 1;
        let mut value = before.value.clone();
        if let Some(meta) = value.get_mut("metadata").and_then(Value::as_object_mut) {
            meta.insert("resourceVersion".to_owned(), self.version.to_string().into());
        }
        let object = Arc::new(Object::new(key.clone(), self.version, value));
        self.history.push(Change { what: What::Deleted, object, before: Some(Arc::clone(&before)) });
        Some(before)
    }

    /// Gives an object another status as a controller does, without a look at the rest of it; as [`Self::edit`] does otherwise.
    pub fn edit_status(&mut self, key: &Key, status: Value) -> Option<Arc<Object>> {
        let known = Arc::clone(self.objects.get(key)?);
        if known.value.get("status") == Some(&status) {
            return Some(known);
        }
        let rest = known.value.as_object()?.iter().filter(|(name, _)| *name != "status");
        let mut value: Map<String, Value> = rest.map(|(name, value)| (name.clone(), value.clone())).collect();
        value.insert("status".to_owned(), status);
        Some(self.put(key.clone(), Value::Object(value)))
    }

    /// Changes an object as a controller does: nothing is written where nothing changes. `None` if there is no such object. The generation is the
    /// caller's: it rises by one with the spec (a Deployment's with its annotations too) and once when the deletion begins, never with status.
    /// What a deletion by request leaves for the controllers: `deletionTimestamp` (the end of its grace), `deletionGracePeriodSeconds`, and the
    /// finalizer `foregroundDeletion` or `orphan`; without one of these an object is gone at once, and its dependents are found by its uid.
    pub fn edit(&mut self, key: &Key, change: impl FnOnce(&mut Value)) -> Option<Arc<Object>> {
        let known = Arc::clone(self.objects.get(key)?);
        let mut value = known.value.clone();
        change(&mut value);
        Some(if value == known.value { known } else { self.put(key.clone(), value) })
    }
}
