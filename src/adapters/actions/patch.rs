//! The JSON patch of a write (reliability.md 2.5 step 3).

use serde_json::{Value, json};

use crate::adapters::cluster::text;

/// The annotations of the object itself by which a write is known: never of the pod template, which would make another revision of it.
pub(super) const INTENT: &str = "stanch.dev/intent";
pub(super) const FENCE: &str = "stanch.dev/fence";

/// The operations that set an annotation of the metadata at `pointer`, made where it is missing.
pub(super) fn set_annotation(object: &Value, pointer: &str, name: &str, value: &str) -> Vec<Value> {
    let (metadata, annotations) = (object.pointer(pointer), object.pointer(&format!("{pointer}/annotations")));
    let missing = |value: Option<&Value>| value.is_none_or(Value::is_null);
    let mut operations = Vec::new();
    if missing(metadata) {
        operations.push(json!({ "op": "add", "path": pointer, "value": {} }));
    }
    if missing(annotations) {
        operations.push(json!({ "op": "add", "path": format!("{pointer}/annotations"), "value": {} }));
    }
    let name = name.replace('~', "~0").replace('/', "~1");
    operations.push(json!({ "op": "add", "path": format!("{pointer}/annotations/{name}"), "value": value }));
    operations
}

/// This object at exactly this version, the change, and the marker: one write, so that where the marker is, the change was.
pub(super) fn marked(object: &Value, change: &[Value], mark: &str, value: &str) -> Vec<u8> {
    let mut operations = vec![
        json!({ "op": "test", "path": "/metadata/uid", "value": text(object, "/metadata/uid") }),
        json!({ "op": "replace", "path": "/metadata/resourceVersion", "value": text(object, "/metadata/resourceVersion") }),
    ];
    let mut marking = set_annotation(object, "/metadata", mark, value);
    let last = marking.pop();
    operations.extend(marking);
    operations.extend_from_slice(change);
    operations.extend(last);
    Value::Array(operations).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(object: &Value) -> Value {
        let change = [json!({ "op": "replace", "path": "/spec/replicas", "value": 2 })];
        serde_json::from_slice(&marked(object, &change, INTENT, "I1")).unwrap()
    }

    #[test]
    fn a_write_is_for_one_version_of_one_object_and_marks_it() {
        let object = json!({ "metadata": { "uid": "u", "resourceVersion": "7", "annotations": { "a": "b" } } });
        let expected = json!([
            { "op": "test", "path": "/metadata/uid", "value": "u" },
            { "op": "replace", "path": "/metadata/resourceVersion", "value": "7" },
            { "op": "replace", "path": "/spec/replicas", "value": 2 },
            { "op": "add", "path": "/metadata/annotations/stanch.dev~1intent", "value": "I1" },
        ]);
        assert_eq!(patch(&object), expected);
    }

    #[test]
    fn annotations_are_made_where_there_are_none_and_never_emptied() {
        let bare = json!({ "metadata": { "uid": "u", "resourceVersion": "7" } });
        let made = json!({ "op": "add", "path": "/metadata/annotations", "value": {} });
        assert_eq!(patch(&bare)[2], made);
        let has = json!({ "metadata": { "uid": "u", "resourceVersion": "7", "annotations": {} } });
        assert!(!patch(&has).as_array().unwrap().contains(&made));
        let template = set_annotation(&json!({ "spec": { "template": {} } }), "/spec/template/metadata", "a/~", "v");
        let paths: Vec<_> = template.iter().map(|operation| text(operation, "/path")).collect();
        let below = "/spec/template/metadata";
        assert_eq!(paths, [below, &*format!("{below}/annotations"), &*format!("{below}/annotations/a~1~0")]);
    }
}
