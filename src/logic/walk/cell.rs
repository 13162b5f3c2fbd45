//! One node of a walk, in the states of reliability.md 2.4.

use jiff::Timestamp;

use crate::domain::{Truth, action::Sample, journal::Ulid, text::Safe, walk::Skip};

/// Where a node stands. A gate has no status of its own: it is its action's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Status {
    #[default]
    Planned,
    AwaitingApproval,
    Approved,
    /// A node that reads is being looked at; a wait runs; of an action, an intent is open.
    Started,
    Succeeded,
    Failed,
    /// Nobody knows how an action ended, or what a question's answer is.
    Unknown,
    Skipped(Skip),
}

impl Status {
    /// Whether nothing follows but another attempt.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Skipped(_))
    }

    /// Whether the walk stands still until it is over.
    #[must_use]
    pub fn is_busy(self) -> bool {
        !self.is_final() && self != Self::Planned
    }
}

/// What a node that succeeded came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Ending {
    #[default]
    Done,
    /// A condition's answer.
    Said(Truth),
    /// A route's value; `None` where it could not be told.
    Went(Option<Safe>),
}

/// A node and its current attempt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    pub status: Status,
    /// Counted from 1; 0 until it is reached.
    pub attempt: u32,
    /// When this attempt was reached.
    pub since: Option<Timestamp>,
    pub ending: Ending,
    /// The looks of a verify or hold.
    pub samples: Vec<Sample>,
    pub fire_at: Option<Timestamp>,
    /// The open or last request of an action's attempt.
    pub request: Option<Ulid>,
    /// What a person is asked.
    pub question: Option<Safe>,
    /// Of a loop: the rounds that are done, and whether it is in its body.
    pub rounds: u32,
    pub looping: bool,
}

impl Cell {
    /// The same node, gone to once more.
    pub(super) fn again(&mut self, at: Timestamp, status: Status) {
        let (rounds, looping) = (self.rounds, self.looping);
        *self = Self {
            status,
            attempt: self.attempt.saturating_add(1),
            since: Some(at),
            rounds,
            looping,
            ..Self::default()
        };
    }
}
