//! What is to be written.

use serde_json::Value;

use crate::{
    adapters::cluster::ask::text,
    domain::{text::Safe, workload::Key},
};

/// One write to one object. Only `adapters::actions` makes them: for an action that was approved, or for the fence of one.
#[derive(Debug)]
pub struct Write {
    pub(super) key: Key,
    pub(super) cluster: Safe,
    pub(super) patch: Vec<u8>,
    pub(super) uid: Safe,
    pub(super) annotation: &'static str,
    pub(super) value: String,
}

impl Write {
    /// `cluster` is what the pinned cluster has to be when it is sent; it is applied if the object of this uid comes back with the
    /// annotation.
    pub(in crate::adapters) fn new(
        (key, cluster): (&Key, &Safe),
        uid: &Safe,
        patch: Vec<u8>,
        (annotation, value): (&'static str, String),
    ) -> Self {
        Self { key: key.clone(), cluster: cluster.clone(), patch, uid: uid.clone(), annotation, value }
    }

    #[must_use]
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The JSON patch, byte for byte.
    #[must_use]
    pub fn patch(&self) -> &[u8] {
        &self.patch
    }

    /// Whether this object is what it makes.
    #[must_use]
    pub fn is_in(&self, object: &Value) -> bool {
        let annotations = object.pointer("/metadata/annotations");
        let marked = annotations.and_then(|all| all.get(self.annotation)).and_then(Value::as_str);
        marked == Some(self.value.as_str()) && text(object, "/metadata/uid") == self.uid.as_str()
    }
}
