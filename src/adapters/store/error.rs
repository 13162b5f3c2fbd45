//! What can go wrong with a store. The texts are whole sentences: they are shown as they are.

use jiff::Timestamp;

use crate::domain::{
    digest::Digest,
    journal::{Malformed, Ulid},
    text::Safe,
};

use super::holder::Holder;

/// What an error means for whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// What was asked for cannot be (exit 2).
    Input,
    /// It was understood and refused (exit 3): nothing was recorded.
    Refused,
    /// The store did not answer (exit 4). An append may have been recorded.
    Unavailable,
    /// What is stored is not what was stored (exit 5).
    Integrity,
}

/// A failure of a store, or its refusal.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{0}` is no store; write sqlite:PATH")]
    Address(Safe),
    #[error("no database at {0}")]
    Absent(Safe),
    #[error("{0} is not a stanch database")]
    NotADatabase(Safe),
    #[error("{path} is a link or no regular file: refused")]
    Link { path: Safe },
    #[error("{path} belongs to user {uid}: refused")]
    Foreign { path: Safe, uid: u32 },
    #[error("{path} is readable by others; chmod 600 {path}")]
    Exposed { path: Safe },
    #[error("{path} may be written by others; chmod go-w {path}")]
    Shared { path: Safe },

    #[error("database busy; no actions until it answers")]
    Busy,
    #[error("the disk of the database is full; no actions until there is room")]
    Full,
    #[error("the database was opened read-only: {0}")]
    ReadOnly(Safe),
    #[error("the database does not answer: {0}; no actions until it does")]
    Failed(Safe),
    /// It answered, and the record does not fit its tables: the same record never will.
    #[error("the database takes no such record: {0}")]
    Constraint(Safe),
    /// Somebody else recorded something in between: nothing was recorded, and it has to be decided again.
    #[error("somebody else recorded something in between; look again")]
    Moved,

    #[error("no such {0}")]
    NoSuch(Safe),
    #[error("a record of kind {kind} does not belong here")]
    Misplaced { kind: Safe },
    #[error("a record of kind {kind} has {bytes} bytes; at most 65536 fit")]
    TooLarge { kind: Safe, bytes: usize },
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("the binding of this request is not about it: {0}")]
    Binding(Safe),

    #[error("fenced: the lease of this walk was lost")]
    Fenced,
    #[error("{kind} needs the lease of its walk")]
    NeedsLease { kind: Safe },
    #[error("the walk is carried out by {} until {until:.0}; it can be taken over when that has ended", Holder::told(.holder))]
    Held { holder: Safe, until: Timestamp },
    #[error("the walk has ended")]
    Ended,
    #[error("the walk is being stopped: nothing is begun any more")]
    Cancelling,
    #[error("the walk has an action whose outcome is not recorded")]
    Unresolved,
    #[error("request {request} expired {at:.0}; plan again (key p, or `walk run`)")]
    Expired { request: Ulid, at: Timestamp },
    #[error("request {request} is {closed}; a new request is needed")]
    Closed { request: Ulid, closed: Safe },
    #[error("what is approved is not what was asked for (asked {asked}, shown {shown}); look again")]
    Stale { asked: Digest, shown: Digest },
    #[error("needs a second person; you ({actor}) asked for it")]
    SecondPerson { actor: Safe },
    #[error("needs a second person, and this store cannot prove that {actor} is one")]
    Unproven { actor: Safe },
    #[error("request {request} was rejected by {by}")]
    Rejected { request: Ulid, by: Safe },
    #[error("request {request} has {have} of {need} approvals")]
    NotApproved { request: Ulid, have: u32, need: u32 },
    #[error("another action on {target} is not finished: intent {intent}")]
    Occupied { target: Safe, intent: Ulid },
    #[error("intent {0} has ended already")]
    IntentEnded(Ulid),
    #[error("intent {0} is recorded with another body")]
    Contradiction(Ulid),
    #[error("a record of kind {kind} cannot follow: the fix is {state}")]
    OutOfTurn { kind: Safe, state: Safe },
    #[error("the fix failed a check: {0}")]
    CheckFailed(Safe),
    #[error("no actions on this store: {0}")]
    Unarmed(Safe),

    #[error("the bytes of {0} are not what was stored")]
    Blob(Digest),
}

impl Error {
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::Address(_)
            | Self::Absent(_)
            | Self::NotADatabase(_)
            | Self::NoSuch(_)
            | Self::Misplaced { .. }
            | Self::TooLarge { .. }
            | Self::Malformed(_)
            | Self::Binding(_) => Class::Input,
            Self::Busy | Self::Full | Self::ReadOnly(_) | Self::Failed(_) => Class::Unavailable,
            Self::Blob(_) => Class::Integrity,
            _ => Class::Refused,
        }
    }
}
