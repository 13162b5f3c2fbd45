//! What is looked for.

use crate::drill::{object::Object, resource::Resource, store::refusal::Refusal};

/// A label selector and a field selector, of which both have to fit.
#[derive(Debug, Clone, Default)]
pub struct Selector {}

impl Selector {
    /// Reads what stands in a query; both may be empty. Refused (400) is what is no selector, and a field that the resource cannot be selected by.
    pub fn read(_resource: &'static Resource, _labels: &str, _fields: &str) -> Result<Self, Refusal> {
        Ok(Self {})
    }

    /// Whether it leaves nothing out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        true
    }

    #[must_use]
    pub fn matches(&self, _object: &Object) -> bool {
        true
    }
}
