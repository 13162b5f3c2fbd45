//! An object's metadata: what the server stamps, what it keeps, and what has to agree.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::drill::{
    dice::Dice,
    object::{Key, Object},
    resource::Resource,
    store::{
        defaults,
        refusal::Refusal,
        value::{copy, text, within},
    },
};

/// A time as objects carry it: whole seconds.
pub fn stamp(now: Timestamp) -> String {
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The namespace of the request, with which that of the body has to agree.
pub fn place(resource: &Resource, namespace: &str, value: &mut Value) -> Result<(), Refusal> {
    let meta = within(value, "metadata");
    let told = meta.get("namespace").and_then(Value::as_str).unwrap_or_default();
    if !resource.namespaced {
        meta.shift_remove("namespace");
    } else if told.is_empty() {
        meta.insert("namespace".to_owned(), namespace.into());
    } else if told != namespace {
        let words = "the namespace of the provided object does not match the namespace sent on the request";
        return Err(Refusal::bad_request(words));
    }
    Ok(())
}

/// The name that the URL says, with which that of the body has to agree.
pub fn named(key: &Key, value: &Value) -> Result<(), Refusal> {
    let (told, name) = (text(value, "/metadata/name"), &*key.name);
    if told.is_empty() {
        return Err(Refusal::bad_request(format!(
            "the name of the object ({name} based on URL) was undeterminable: name must be provided"
        )));
    }
    if told != name {
        let words = format!("the name of the object ({told}) does not match the name on the URL ({name})");
        return Err(Refusal::bad_request(words));
    }
    Ok(())
}

/// Makes the metadata of a new object: whatever was sent of what is the server's goes.
pub fn begin(resource: &Resource, value: &mut Value, now: Timestamp, dice: &mut Dice) {
    let meta = within(value, "metadata");
    let owned = ["selfLink", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields"];
    for name in owned.into_iter().chain(["generation", "uid", "creationTimestamp"]) {
        meta.shift_remove(name);
    }
    meta.insert("uid".to_owned(), dice.uid().into());
    if defaults::counts_generations(resource.kind) {
        meta.insert("generation".to_owned(), 1.into());
    }
    meta.insert("creationTimestamp".to_owned(), stamp(now).into());
}

/// Keeps what no request may change.
pub fn keep(before: &Object, value: &mut Value) {
    let old = before.value.get("metadata").unwrap_or(&Value::Null);
    let meta = within(value, "metadata");
    let owned = ["selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields", "generation"];
    for name in owned.into_iter().chain(["resourceVersion", "creationTimestamp", "uid", "generateName", "namespace"]) {
        copy(old, meta, name);
    }
}

/// Whether what a request knew of the object still holds: its version (409) in the body.
pub fn expect_version(key: &Key, before: &Object, value: &Value) -> Result<(), Refusal> {
    let told = text(value, "/metadata/resourceVersion");
    if told.is_empty() || told == "0" {
        return Ok(());
    }
    let version: u64 = told.parse().map_err(|_| {
        let words = format!("strconv.ParseUint: parsing {told:?}: invalid syntax");
        Refusal { reason: "", ..Refusal::internal(words) }
    })?;
    if version == before.version {
        return Ok(());
    }
    let words = "the object has been modified; please apply your changes to the latest version and try again";
    Err(Refusal::conflict(key, words))
}

/// Whether the uid in the body is the object's (409).
pub fn expect_uid(key: &Key, before: &Object, value: &Value) -> Result<(), Refusal> {
    let (told, uid) = (text(value, "/metadata/uid"), before.uid());
    if told.is_empty() || told == uid {
        return Ok(());
    }
    let path = [key.resource.plural, &key.namespace, &key.name].into_iter().filter(|part| !part.is_empty());
    let path: Vec<&str> = path.collect();
    Err(Refusal::conflict(
        key,
        &format!(
            "StorageError: invalid object, Code: 4, Key: /registry/{}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {told}, UID in object meta: {uid}",
            path.join("/"),
        ),
    ))
}

/// The finalizers that an object waits for.
pub fn finalizers(value: &Value) -> Vec<String> {
    let listed = value.pointer("/metadata/finalizers").and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Whether nothing keeps an object that is being deleted: no finalizer, no grace, and nothing that a namespace holds.
pub fn may_go(value: &Value) -> bool {
    let meta = value.get("metadata").and_then(Value::as_object);
    let said = |name: &str| meta.and_then(|meta: &Map<String, Value>| meta.get(name));
    said("deletionTimestamp").is_some()
        && said("deletionGracePeriodSeconds").and_then(Value::as_i64).unwrap_or(0) == 0
        && finalizers(value).is_empty()
        && (text(value, "/kind") != "Namespace" || value.pointer("/spec/finalizers").is_none())
}

/// Counts a change of what is wanted.
pub fn next_generation(value: &mut Value) {
    let meta = within(value, "metadata");
    if let Some(generation) = meta.get("generation").and_then(Value::as_i64) {
        meta.insert("generation".to_owned(), (generation + 1).into());
    }
}
