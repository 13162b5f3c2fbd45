//! Pod templates: when two are the same, and what a template is called.

use serde_json::{Map, Value};

use super::fields::{Fields, clear, map, put};

/// The label that tells the pods of ReplicaSets apart.
pub const HASH: &str = "pod-template-hash";

/// Whether two templates are the same but for their hash.
#[must_use]
pub fn same(one: &Value, other: &Value) -> bool {
    one.at("spec") == other.at("spec") && bare(one) == bare(other)
}

fn bare(template: &Value) -> Value {
    let mut meta = template.at("metadata").clone();
    if let Some(labels) = map(&mut meta, "labels") {
        labels.shift_remove(HASH);
    }
    for name in ["labels", "annotations"] {
        if meta.at(name).as_object().is_none_or(Map::is_empty) {
            clear(&mut meta, name);
        }
    }
    // Go writes it, and means nothing by it.
    clear(&mut meta, "creationTimestamp");
    meta
}

/// A short name of a template: the same for equal templates, of Kubernetes' letters. (The real one hashes a Go value, which is nothing that another
/// program could repeat.)
#[must_use]
pub fn hash(template: &Value, collisions: i64) -> String {
    let mut plain = template.clone();
    put(&mut plain, "metadata", bare(template));
    let mut text = sorted(&plain).to_string();
    if collisions > 0 {
        text.push_str(&collisions.to_string());
    }
    // FNV-1a of 32 bits, as there; and each digit of it becomes a letter (`rand.SafeEncodeString`).
    let hash = text.bytes().fold(2_166_136_261_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619));
    let letters = b"bcdfghjklmnpqrstvwxz2456789";
    hash.to_string()
        .bytes()
        .filter_map(|digit| letters.get(usize::from(digit) % letters.len()))
        .copied()
        .map(char::from)
        .collect()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut names: Vec<&String> = fields.keys().collect();
            names.sort();
            let field = |name: &&String| fields.get(*name).map(|value| ((*name).clone(), sorted(value)));
            Value::Object(names.iter().filter_map(field).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_templates_have_one_name_whatever_the_order_and_the_hash() {
        let one = json!({"metadata": {"labels": {"app": "a", HASH: "x"}}, "spec": {"a": 1, "b": 2}});
        let other = json!({"spec": {"b": 2, "a": 1}, "metadata": {"creationTimestamp": null, "labels": {"app": "a"}}});
        assert!(same(&one, &other));
        assert_eq!(hash(&one, 0), hash(&other, 0));
        assert_ne!(hash(&one, 0), hash(&one, 1));
        let third = json!({"metadata": {"labels": {"app": "a"}}, "spec": {"a": 1, "b": 3}});
        assert!(!same(&one, &third));
        assert_ne!(hash(&one, 0), hash(&third, 0));
    }
}
