//! JSON patch, as `gopkg.in/evanphx/json-patch.v4` carries it out.

use json_patch::{AddOperation, CopyOperation, Patch, PatchOperation, TestOperation};
use serde_json::Value;

/// A patch that is none, or does not fit what is there: the server says no more about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Unfit;

/// Carries out a list of operations.
pub fn operate(value: &mut Value, operations: &Value) -> Result<(), Unfit> {
    let Patch(operations) = serde_json::from_value(operations.clone()).map_err(|_| Unfit)?;
    for operation in operations {
        let one = Patch(vec![lenient(value, operation)]);
        json_patch::patch(value, &one).map_err(|_| Unfit)?;
    }
    Ok(())
}

/// The server is not as strict as RFC 6902: a member that is not there can be replaced, is null to a test, and is copied as null.
fn lenient(value: &Value, operation: PatchOperation) -> PatchOperation {
    match operation {
        PatchOperation::Replace(replace) if replace.path.resolve(value).is_err() && member(value, &replace.path) => {
            PatchOperation::Add(AddOperation { path: replace.path, value: replace.value })
        }
        PatchOperation::Test(test)
            if test.value.is_null() && test.path.resolve(value).is_err() && member(value, &test.path) =>
        {
            PatchOperation::Test(TestOperation { path: json_patch::jsonptr::PointerBuf::new(), value: value.clone() })
        }
        PatchOperation::Copy(CopyOperation { from, path }) if from.resolve(value).is_err() && member(value, &from) => {
            PatchOperation::Add(AddOperation { path, value: Value::Null })
        }
        other => other,
    }
}

/// Whether what holds the last part of a pointer is there, and an object.
fn member(value: &Value, pointer: &json_patch::jsonptr::Pointer) -> bool {
    let holder = pointer.parent().and_then(|parent| parent.resolve(value).ok());
    holder.is_some_and(Value::is_object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn operations_are_as_lenient_as_the_servers() {
        let base = json!({ "spec": { "replicas": 1, "list": [1] } });
        let run = |operations: Value| {
            let mut value = base.clone();
            operate(&mut value, &operations).map(|()| value)
        };
        assert_eq!(
            run(json!([{ "op": "replace", "path": "/spec/new", "value": 2 }])).unwrap()["spec"]["new"],
            json!(2)
        );
        assert!(run(json!([{ "op": "test", "path": "/spec/new", "value": null }])).is_ok());
        assert!(run(json!([{ "op": "copy", "from": "/spec/new", "path": "/spec/x" }])).is_ok());
        for wrong in [
            json!([{ "op": "test", "path": "/spec/replicas", "value": 2 }]),
            json!([{ "op": "test", "path": "/spec/new", "value": 2 }]),
            json!([{ "op": "remove", "path": "/spec/new" }]),
            json!([{ "op": "add", "path": "/spec/new/deep", "value": 1 }]),
            json!([{ "op": "add", "path": "/spec/list/7", "value": 1 }]),
            json!([{ "op": "replace", "path": "/spec/list/7", "value": 1 }]),
            json!([{ "op": "move", "from": "/spec/new", "path": "/spec/x" }]),
            json!([{ "op": "juggle", "path": "/spec" }]),
            json!([{ "op": "add", "value": 1 }]),
        ] {
            assert_eq!(run(wrong.clone()), Err(Unfit), "{wrong}");
        }
    }
}
