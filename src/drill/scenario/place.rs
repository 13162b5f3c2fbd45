//! Which object a scenario speaks of.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use crate::drill::{object::Key, resource::Resource};

/// An object by its kind and name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub kind: String,
    /// Empty for what has none.
    #[serde(default)]
    pub namespace: String,
    pub name: String,
}

impl Place {
    /// What an object says that it is. One of a namespaced kind that names no namespace is of `default`.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (kind, name) = (text("/kind"), text("/metadata/name"));
        let namespaced = Resource::of_kind(&kind)?.namespaced;
        let namespace = match text("/metadata/namespace") {
            none if none.is_empty() && namespaced => "default".to_owned(),
            given => given,
        };
        (!name.is_empty()).then_some(Self { kind, namespace, name })
    }

    /// Its key in the store; `None` if there is no such kind.
    #[must_use]
    pub fn key(&self) -> Option<Key> {
        let resource = Resource::of_kind(&self.kind)?;
        Some(Key { resource, namespace: self.namespace.as_str().into(), name: self.name.as_str().into() })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.to_lowercase();
        if self.namespace.is_empty() {
            write!(out, "{kind}/{}", self.name)
        } else {
            write!(out, "{}/{kind}/{}", self.namespace, self.name)
        }
    }
}
