//! What somebody does to the cluster at a time.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::drill::store::{Body, Deletion, Options, Part, Patch, Refusal, Store, Validation};

use super::{document::StepEntry, place::Place};

/// A step of a scenario.
#[derive(Debug, Clone)]
pub struct Step {
    /// Since the start of the drill; negative before it.
    pub at: SignedDuration,
    by: String,
    apply: Arc<[Value]>,
    delete: Arc<[Place]>,
}

/// What a step could not do.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {refusal}")]
pub struct Refused {
    place: String,
    refusal: Refusal,
}

impl Step {
    #[must_use]
    pub fn of(entry: &StepEntry) -> Self {
        Self {
            at: entry.at.0,
            by: entry.by.clone(),
            apply: entry.apply.as_slice().into(),
            delete: entry.delete.as_slice().into(),
        }
    }

    /// Does it; what cannot be done is told at the end, and the rest is done.
    pub fn carry_out(&self, store: &mut Store, now: Timestamp) -> Result<(), Refused> {
        let deleted = self.delete.iter().map(|place| delete(store, now, place)).fold(Ok(()), Result::and);
        apply(store, now, &self.by, &self.apply).and(deleted)
    }
}

/// Creates what is not there, and merges what is; a namespace that is named and not there comes with it.
pub fn apply(store: &mut Store, now: Timestamp, by: &str, objects: &[Value]) -> Result<(), Refused> {
    let done: Vec<Result<(), Refused>> = objects.iter().map(|object| apply_one(store, now, by, object)).collect();
    done.into_iter().collect()
}

fn apply_one(store: &mut Store, now: Timestamp, by: &str, object: &Value) -> Result<(), Refused> {
    let place = Place::of(object);
    let refused = |refusal| Refused { place: place.as_ref().map_or("an object".to_owned(), Place::to_string), refusal };
    let Some(key) = place.as_ref().and_then(Place::key) else {
        return Err(refused(Refusal::bad_request("a kind that is known and a name are needed".to_owned())));
    };
    // Strict, so that a slip in a scenario's file is found when it is raised.
    let options = Options { manager: by.to_owned(), validation: Validation::Strict, ..Options::default() };
    let done = if store.get(&key).is_some() {
        let patch = Patch::Strategic(Body::from(object.clone()));
        store.patch(now, &key, Part::Main, &patch, &options)
    } else {
        if !key.namespace.is_empty() {
            namespace(store, now, &key.namespace).map_err(refused)?;
        }
        store.create(now, key.resource, &key.namespace, object.clone(), &options)
    };
    done.map(drop).map_err(refused)
}

/// Makes a namespace if there is none of this name.
pub fn namespace(store: &mut Store, now: Timestamp, name: &str) -> Result<(), Refusal> {
    let object = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
    let Some(key) = Place::of(&object).and_then(|place| place.key()) else { return Ok(()) };
    if store.get(&key).is_some() {
        return Ok(());
    }
    store.create(now, key.resource, "", object, &Options::default()).map(drop)
}

fn delete(store: &mut Store, now: Timestamp, place: &Place) -> Result<(), Refused> {
    let Some(key) = place.key() else { return Ok(()) };
    let done = store.delete(now, &key, &Deletion::default());
    done.map(drop).map_err(|refusal| Refused { place: place.to_string(), refusal })
}
