//! Objects as bytes that are equal when what people decide about is equal.

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
