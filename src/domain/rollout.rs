//! A rollout as a row of the board: what the screen, `--plain` and `--json` show alike.

use jiff::Timestamp;
use serde::Serialize;

use super::{
    severity::Severity,
    text::Safe,
    verdict::Verdict,
    workload::{Key, Owner},
};

/// One row of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rollout {
    pub key: Key,
    pub revision: Option<Safe>,
    pub ready: u32,
    pub desired: u32,
    pub updated: u32,
    /// The image of the first container, or of the one that fails.
    pub image: Option<Safe>,
    pub verdict: Verdict,
    pub severity: Severity,
    /// When the spec last changed, by the cluster's clock.
    pub changed: Option<Timestamp>,
    pub change_cause: Option<Safe>,
    pub owner: Owner,
}
