//! Nodes, as far as they explain a rollout.

use jiff::Timestamp;
use serde::Serialize;

use super::{Truth, text::Safe};

/// A node, trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    pub name: Safe,
    /// Its condition Ready; a node whose kubelet is silent is `Unknown`.
    pub ready: Truth,
    /// Since when `ready` is what it is.
    pub since: Option<Timestamp>,
    /// Why it is not ready.
    pub message: Option<Safe>,
    /// The pressure conditions that are true: `MemoryPressure`, `DiskPressure`, `PIDPressure`, `NetworkUnavailable`.
    pub pressures: Vec<Safe>,
    pub unschedulable: bool,
}

impl Node {
    /// Ready, without pressure.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.ready == Truth::Yes && self.pressures.is_empty()
    }
}
