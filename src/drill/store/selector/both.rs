//! A label selector and a field selector in one.

use crate::drill::{object::Object, resource::Resource, store::refusal::Refusal};

use super::{fields::Fields, labels::Labels};

/// A label selector and a field selector, of which both have to fit.
#[derive(Debug, Clone, Default)]
pub struct Selector {
    labels: Labels,
    fields: Fields,
}

impl Selector {
    /// Reads what stands in a query; both may be empty. Refused (400) is what is no selector, and a field that the resource cannot be selected by.
    pub fn read(resource: &'static Resource, labels: &str, fields: &str) -> Result<Self, Refusal> {
        let labels = Labels::read(labels).map_err(Refusal::bad_request)?;
        let fields = Fields::read(resource, fields).map_err(Refusal::bad_request)?;
        Ok(Self { labels, fields })
    }

    /// Whether it leaves nothing out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.fields.is_empty()
    }

    #[must_use]
    pub fn matches(&self, object: &Object) -> bool {
        self.fields.matches(&object.value)
            && (self.labels.is_empty() || self.labels.matches(object.value.pointer("/metadata/labels")))
    }
}
