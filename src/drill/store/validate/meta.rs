//! Metadata: names, labels, finalizers, owners.

use serde_json::Value;

use crate::drill::{
    resource::Resource,
    store::{names, refusal::Cause},
};

use super::problems::{Problems, entries, items, text};

/// Finalizers that need no domain.
const STANDARD: [&str; 3] = ["kubernetes", "orphan", "foregroundDeletion"];

/// What is wrong with the metadata of an object.
pub fn check(resource: &Resource, value: &Value, problems: &mut Problems) {
    let meta = value.get("metadata").unwrap_or(&Value::Null);
    let (name, prefix) = (text(meta, "name"), text(meta, "generateName"));
    if !prefix.is_empty() {
        // What follows the prefix makes an end that fits.
        problems.text(
            "metadata.generateName",
            prefix,
            shape(resource.kind, &format!("{}a", prefix.trim_end_matches('-'))),
        );
    }
    if name.is_empty() {
        problems.required("metadata.name", "name or generateName is required");
    } else {
        problems.text("metadata.name", name, shape(resource.kind, name));
    }
    labels(meta, "metadata.labels", problems);
    for (name, _) in entries(meta, "annotations") {
        problems.text("metadata.annotations", name, names::qualified(&name.to_lowercase()));
    }
    for (path, finalizer) in items(meta, "metadata", "finalizers") {
        let word = finalizer.as_str().unwrap_or_default();
        let wrong = names::qualified(word);
        if wrong.is_empty() && !word.contains('/') && !STANDARD.contains(&word) {
            problems.invalid(&path, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
        }
        problems.text(&path, word, wrong);
    }
    owners(meta, problems);
}

/// The keys and values of labels.
pub fn labels(meta: &Value, path: &str, problems: &mut Problems) {
    for (name, value) in entries(meta, "labels") {
        problems.text(path, name, names::qualified(name));
        problems.text(path, value, names::value(value));
    }
}

fn shape(kind: &str, name: &str) -> Vec<String> {
    match kind {
        "Service" => names::dns_1035(name),
        "Namespace" | "StatefulSet" if name.contains('.') => vec!["must not contain dots".to_owned()],
        "Namespace" | "StatefulSet" => names::label(name),
        _ => names::subdomain(name),
    }
}

fn owners(meta: &Value, problems: &mut Problems) {
    let field = "metadata.ownerReferences";
    let mut controllers = Vec::new();
    for (_, owner) in items(meta, "metadata", "ownerReferences") {
        if text(owner, "apiVersion").is_empty() {
            problems.invalid(&format!("{field}.apiVersion"), &"".into(), "version must not be empty");
        }
        for name in ["kind", "name", "uid"] {
            if text(owner, name).is_empty() {
                problems.invalid(&format!("{field}.{name}"), &"".into(), "must not be empty");
            }
        }
        if owner.get("controller") == Some(&Value::Bool(true)) {
            controllers.push(format!("{}/{}", text(owner, "kind"), text(owner, "name")));
        }
    }
    if let [first, second, ..] = controllers.as_slice() {
        let words = format!(
            "Only one reference can have Controller set to true. Found \"true\" in references for {first} and {second}"
        );
        problems.invalid(field, meta.get("ownerReferences").unwrap_or(&Value::Null), &words);
    }
}

/// What a request must not change of the metadata. The server finds it twice: once for every kind, and once for this.
pub fn change(before: &Value, value: &Value) -> Vec<Cause> {
    let old = before.get("metadata").unwrap_or(&Value::Null);
    let new = value.get("metadata").unwrap_or(&Value::Null);
    let mut problems = Problems::default();
    for _ in 0..2 {
        for name in ["uid", "deletionTimestamp", "deletionGracePeriodSeconds"] {
            if let Some(told) = new.get(name).filter(|told| old.get(name) != Some(told)) {
                problems.invalid(&format!("metadata.{name}"), told, "field is immutable");
            }
        }
        if old.get("deletionTimestamp").is_some() {
            let known: Vec<&Value> = items(old, "", "finalizers").map(|(_, one)| one).collect();
            let listed = items(new, "", "finalizers").map(|(_, one)| one);
            let added: Vec<String> = listed.filter(|one| !known.contains(one)).map(Value::to_string).collect();
            if !added.is_empty() {
                let words = format!(
                    "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
                    added.join(", ")
                );
                problems.forbidden("metadata.finalizers", &words);
            }
        }
    }
    problems.into_causes()
}
