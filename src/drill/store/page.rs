//! A list, whole or in pages that belong together.

use std::sync::Arc;

use crate::drill::{
    object::Object,
    resource::Resource,
    store::{objects::Store, refusal::Refusal, selector::Selector},
};

/// Which objects, and how many of them at a time.
#[derive(Debug, Clone)]
pub struct Query<'a> {
    pub resource: &'static Resource,
    /// `None`: of all namespaces.
    pub namespace: Option<&'a str>,
    pub selector: &'a Selector,
    /// `limit`; 0 is all.
    pub limit: usize,
    /// `continue`, as the page before gave it.
    pub token: Option<&'a str>,
    /// Only as of this version (`resourceVersionMatch=Exact`, or a stale read).
    pub exact: Option<u64>,
}

/// Part of a list.
#[derive(Debug, Clone)]
pub struct Page {
    pub objects: Vec<Arc<Object>>,
    /// The version that all pages of the list have.
    pub version: u64,
    /// The token of the page after it.
    pub token: Option<String>,
    /// How many come after it; not told where something was selected.
    pub remaining: Option<usize>,
}

impl Store {
    /// One page of a list.
    pub fn page(&self, query: &Query<'_>) -> Result<Page, Refusal> {
        let objects: Vec<_> = self
            .list(query.resource, query.namespace)
            .filter(|object| query.selector.matches(object))
            .map(Arc::clone)
            .collect();
        Ok(Page { objects, version: self.version(), token: None, remaining: None })
    }
}
