//! What somebody does to the cluster at a time.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::drill::{
    behaviour::Moment,
    store::{Body, Deletion, Options, Part, Patch, Refusal, Store, Validation},
};

use super::place::Place;

/// A step of a scenario. What it cannot do because a person was there before is left.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Since the start of the drill; negative before it.
    pub at: Moment,
    /// As which field manager: `argocd-controller`, `kubectl-client-side-apply`.
    by: String,
    /// Manifests, whole or in part: what is not there is created, what is there gets them as a strategic merge patch.
    #[serde(default)]
    apply: Vec<Value>,
    #[serde(default)]
    delete: Vec<Place>,
}

/// What a step could not do.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {refusal}")]
pub struct Refused {
    place: String,
    refusal: Refusal,
}

impl Step {
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
