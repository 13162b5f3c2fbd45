//! Objects as bytes that are equal when what people decide about is equal.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::domain::digest::Digest;

/// Annotations that are kept by tools for themselves: a copy of the object, and ours.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
const OURS: &str = "stanch.dev/";

/// JSON with its keys sorted.
pub(super) fn canonical(value: &Value) -> Vec<u8> {
    sorted(value).to_string().into_bytes()
}

pub(super) fn digest(value: &Value) -> Digest {
    Digest::of(&canonical(value))
}

/// The object without what moves by itself: resourceVersion, generation, managedFields, status and `stanch.dev/*` (2.8); and without the
/// copy that kubectl keeps of it (K-6).
pub(super) fn settled(object: &Value) -> Value {
    let mut object = object.clone();
    if let Some(fields) = object.as_object_mut() {
        fields.remove("status");
    }
    let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) else { return object };
    for moving in ["resourceVersion", "generation", "managedFields"] {
        metadata.remove(moving);
    }
    if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
        annotations.retain(|name, _| name != LAST_APPLIED && !name.starts_with(OURS));
        if annotations.is_empty() {
            metadata.remove("annotations");
        }
    }
    object
}

/// What differs at a path: before, and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    path: String,
    sides: [Option<Value>; 2],
}

/// What a change changes, whatever stays as it is beside it.
pub(super) fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    differ("", [Some(before), Some(after)], &mut found);
    found
}

fn differ(path: &str, sides: [Option<&Value>; 2], found: &mut Vec<Difference>) {
    match sides {
        [Some(before), Some(after)] if before == after => {}
        [Some(Value::Object(before)), Some(Value::Object(after))] => {
            let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for name in names {
                differ(&format!("{path}/{name}"), [before.get(name), after.get(name)], found);
            }
        }
        // The first annotation is an annotation more, whether there were others or none.
        [None, Some(Value::Object(after))] if !after.is_empty() => {
            for (name, after) in after {
                differ(&format!("{path}/{name}"), [None, Some(after)], found);
            }
        }
        _ => found.push(Difference { path: path.to_owned(), sides: sides.map(Option::<&Value>::cloned) }),
    }
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            fields.into_iter().map(|(name, value)| (name.clone(), sorted(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn order_is_no_difference_and_content_is() {
        let one: Value = serde_json::from_str(r#"{"b":[{"y":1,"x":2}],"a":"1"}"#).unwrap();
        let other: Value = serde_json::from_str(r#"{"a":"1","b":[{"x":2,"y":1}]}"#).unwrap();
        assert_eq!(canonical(&one), br#"{"a":"1","b":[{"x":2,"y":1}]}"#);
        assert_eq!(digest(&one), digest(&other));
        assert_ne!(digest(&one), digest(&json!({ "a": "1", "b": [{ "x": 2, "y": 2 }] })));
    }

    #[test]
    fn a_change_is_the_same_change_whatever_stays_beside_it() {
        let object = |replicas: u32, team: &str, images: &[&str]| json!({ "metadata": { "annotations": { "team": team } }, "spec": { "replicas": replicas, "images": images } });
        let scaled = |team, images| differences(&object(2, team, images), &object(3, team, images));
        assert_eq!(scaled("a", &["x"]), scaled("b", &["y", "z"]));
        assert_ne!(scaled("a", &["x"]), differences(&object(2, "a", &["x"]), &object(3, "a", &["x", "sidecar"])));
        assert_ne!(
            scaled("a", &["x"]),
            differences(&object(1, "a", &["x"]), &object(3, "a", &["x"])),
            "from another one"
        );
        assert_eq!(differences(&object(2, "a", &[]), &object(2, "a", &[])), []);
        let (bare, noted) = (json!({}), json!({ "annotations": { "note": "n" } }));
        let more =
            |other: Value, both: Value| differences(&json!({ "annotations": other }), &json!({ "annotations": both }));
        assert_eq!(differences(&bare, &noted), more(json!({ "a": "1" }), json!({ "a": "1", "note": "n" })));
    }

    #[test]
    fn what_moves_by_itself_is_left_out() {
        let object = |rv: &str, own: Value| {
            json!({ "metadata": { "name": "web", "resourceVersion": rv, "generation": rv.len(), "managedFields": [rv],
                "annotations": own }, "spec": { "replicas": 2 }, "status": { "replicas": rv } })
        };
        let (one, other) =
            (object("1", json!({ "stanch.dev/intent": "I" })), object("22", json!({ LAST_APPLIED: "{}" })));
        assert_eq!(settled(&one), settled(&other));
        assert_eq!(settled(&one), json!({ "metadata": { "name": "web" }, "spec": { "replicas": 2 } }));
        assert_ne!(settled(&one), settled(&object("1", json!({ "team": "a" }))));
    }
}
