//! Events of the cluster: what its controllers said about an object.

use jiff::Timestamp;
use serde::Serialize;

use super::text::Safe;

/// One event object, trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClusterEvent {
    #[serde(skip)]
    pub uid: Safe,
    pub namespace: Safe,
    pub about: About,
    /// `Warning` rather than `Normal`.
    pub warning: bool,
    pub reason: Safe,
    pub message: Safe,
    /// How often it was seen.
    pub count: u32,
    pub first: Option<Timestamp>,
    pub last: Option<Timestamp>,
    /// Who reported it.
    pub source: Safe,
}

/// The object that an event is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    pub kind: Safe,
    pub name: Safe,
    #[serde(skip)]
    pub uid: Safe,
    /// The container, from a field path like `spec.containers{api}`.
    pub container: Option<Safe>,
}
