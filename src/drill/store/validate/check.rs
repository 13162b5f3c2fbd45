//! By kind.

use serde_json::Value;

use crate::drill::{resource::Resource, store::refusal::Cause};

/// What is wrong with an object.
pub fn object(_resource: &Resource, _value: &Value) -> Vec<Cause> {
    Vec::new()
}

/// What a change must not change.
pub fn change(_resource: &Resource, _before: &Value, _value: &Value) -> Vec<Cause> {
    Vec::new()
}

/// What of the metadata must not change.
pub fn metadata_change(_before: &Value, _value: &Value) -> Vec<Cause> {
    Vec::new()
}

/// What is odd, and passes.
pub fn warnings(_resource: &Resource, _value: &Value) -> Vec<String> {
    Vec::new()
}
