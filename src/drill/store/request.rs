//! What can be asked of one object, and what comes of it.

use std::sync::Arc;

use serde_json::Value;

use crate::drill::object::Object;

/// What was sent: a value, and what its text said twice.
#[derive(Debug, Clone, Default)]
pub struct Body {
    pub value: Value,
    /// Fields that stand in it more than once, such as `spec.replicas`; the last one counts.
    pub duplicates: Vec<String>,
}

impl From<Value> for Body {
    fn from(value: Value) -> Self {
        Self { value, duplicates: Vec::new() }
    }
}

/// The query of a write.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Everything but the write itself.
    pub dry_run: bool,
    /// `fieldManager`, or what the user agent says before its first slash.
    pub manager: String,
    pub validation: Validation,
    /// Of an apply: fields of other managers are taken over.
    pub force: bool,
}

/// `fieldValidation`: what becomes of fields that no schema knows, and of those that stand there twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Validation {
    Ignore,
    #[default]
    Warn,
    Strict,
}

/// Which part of an object is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All but its status.
    Main,
    /// Its status, and nothing else.
    Status,
    /// How many replicas, as `autoscaling/v1` Scale; [`super::scale`] shows an object so.
    Scale,
}

/// A change of what is there.
#[derive(Debug, Clone)]
pub enum Patch {
    /// `application/json-patch+json` (RFC 6902).
    Json(Value),
    /// `application/merge-patch+json` (RFC 7396).
    Merge(Body),
    /// `application/strategic-merge-patch+json`.
    Strategic(Body),
    /// `application/apply-patch+yaml`: what one manager wants.
    Apply(Body),
}

/// What a write came to.
#[derive(Debug, Clone)]
pub struct Written {
    /// As it is now; as it would be, after a dry run.
    pub object: Arc<Object>,
    pub outcome: Outcome,
    /// For `Warning:` headers, each without its `299 - "…"`.
    pub warnings: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Created,
    Changed,
    /// Nothing was different, so nothing was written.
    Unchanged,
    /// Its last finalizer went while it was being deleted, and so did it.
    Deleted,
}

/// `metav1.DeleteOptions`.
#[derive(Debug, Clone, Default)]
pub struct Deletion {
    /// Only the object with this uid.
    pub uid: Option<String>,
    /// Only at this resourceVersion.
    pub version: Option<String>,
    /// `None`: what the object says.
    pub grace_seconds: Option<i64>,
    pub propagation: Option<Propagation>,
    pub dry_run: bool,
}

/// What becomes of what an object owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Propagation {
    Background,
    Foreground,
    Orphan,
}

/// What a deletion came to.
#[derive(Debug, Clone)]
pub enum Deleted {
    /// It is no more; this is what it was.
    Gone(Arc<Object>),
    /// It goes once its grace is over or its finalizers are.
    Going(Arc<Object>),
}
