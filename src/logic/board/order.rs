//! The board's order: the worst first; within the bad states the latest change first.

use std::cmp::Reverse;

use jiff::Timestamp;

use crate::domain::{rollout::Rollout, verdict::State, workload::Key};

/// Where a rollout stands. Ranks are unique: the last part is the key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    state: State,
    change: Reverse<Option<Timestamp>>,
    place: (String, Key),
}

impl Rank {
    pub(super) fn of(rollout: &Rollout) -> Self {
        let state = rollout.verdict.state;
        Self {
            state,
            change: Reverse(rollout.changed.filter(|_| state.is_bad())),
            place: (format!("{}/{}", rollout.key.namespace, rollout.key.name), rollout.key.clone()),
        }
    }
}
