//! Reaching into values.

use serde_json::{Map, Value};

/// The object in a field, made if it is not there. What is no object becomes one.
pub fn within<'a>(value: &'a mut Value, name: &str) -> &'a mut Map<String, Value> {
    let field = fields(value).entry(name).or_insert_with(|| Value::Object(Map::new()));
    fields(field)
}

/// A value as an object.
pub fn fields(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(fields) => fields,
        // What was made an object two lines above is one.
        _ => unreachable!(),
    }
}

/// Sets what is not there.
pub fn default(fields: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    if !fields.contains_key(name) {
        fields.insert(name.to_owned(), value.into());
    }
}

/// The elements of a list in a field.
pub fn items<'a>(fields: &'a mut Map<String, Value>, name: &str) -> impl Iterator<Item = &'a mut Map<String, Value>> {
    fields.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut)
}

/// Text at a JSON pointer; empty where there is none.
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// Copies a field, or takes it away where there is none.
pub fn copy(from: &Value, to: &mut Map<String, Value>, name: &str) {
    match from.get(name) {
        Some(value) => to.insert(name.to_owned(), value.clone()),
        None => to.shift_remove(name),
    };
}
