//! One version of an object, shared by everybody who reads it.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde_json::Value;

use super::resource::Resource;

/// Which object: the order is that of a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub resource: &'static Resource,
    /// Empty for what has no namespace.
    pub namespace: Arc<str>,
    pub name: Arc<str>,
}

impl Key {
    /// Of a namespace.
    #[must_use]
    pub fn namespace(name: &str) -> Self {
        Self { resource: Resource::namespaces(), namespace: "".into(), name: name.into() }
    }
}

/// An object as it was at one resourceVersion. It never changes.
#[derive(Debug)]
pub struct Object {
    pub key: Key,
    /// Its resourceVersion, which `value` carries as well.
    pub version: u64,
    pub value: Value,
    /// How many values it is made of: what it costs to keep.
    pub weight: usize,
    /// Encoded once, for however many read it.
    encoded: OnceLock<Bytes>,
}

impl Object {
    #[must_use]
    pub fn new(key: Key, version: u64, value: Value) -> Self {
        let weight = weight(&value);
        Self { key, version, value, weight, encoded: OnceLock::new() }
    }

    /// It as JSON.
    #[must_use]
    pub fn json(&self) -> &Bytes {
        self.encoded.get_or_init(|| Bytes::from(self.value.to_string()))
    }

    /// Text at a JSON pointer; empty where there is none.
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        self.value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    #[must_use]
    pub fn uid(&self) -> &str {
        self.text("/metadata/uid")
    }
}

fn weight(value: &Value) -> usize {
    match value {
        Value::Object(fields) => 1 + fields.values().map(weight).sum::<usize>(),
        Value::Array(items) => 1 + items.iter().map(weight).sum::<usize>(),
        _ => 1,
    }
}
