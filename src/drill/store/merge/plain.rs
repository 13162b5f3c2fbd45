//! JSON merge patch (RFC 7396).

use serde_json::Value;

use crate::drill::store::value::fields;

/// Puts a patch over a value: null takes away, objects are merged, and everything else is replaced.
pub fn merge(value: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        value.clone_from(patch);
        return;
    };
    let fields = fields(value);
    for (name, wanted) in patch {
        if wanted.is_null() {
            fields.shift_remove(name);
        } else {
            merge(fields.entry(name.as_str()).or_insert(Value::Null), wanted);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_patch_goes_over_a_value() {
        let mut value = json!({ "a": { "b": 1, "c": 2 }, "d": [1, 2] });
        merge(&mut value, &json!({ "a": { "b": null, "e": { "f": null, "g": 1 } }, "d": [3] }));
        assert_eq!(value, json!({ "a": { "c": 2, "e": { "g": 1 } }, "d": [3] }));
    }
}
