//! Why somebody's word does not count, or why there is no approval, in words that say what to do.

use jiff::Timestamp;

use crate::domain::{digest::Digest, journal::Ulid, text::Safe};

use super::Mismatch;

/// Why a decision is refused, or an action is not approved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    #[error("request {request} expired {at:.0}; plan again (key p, or `walk run`)")]
    Expired { request: Ulid, at: Timestamp },
    #[error("the approval of request {request} could be used until {until:.0}; plan again (key p, or `walk run`)")]
    Lapsed { request: Ulid, until: Timestamp },
    #[error("request {request} is closed: {why}")]
    Closed { request: Ulid, why: Safe },
    #[error("the word is for binding {given}, the request is for {bound}")]
    OtherBinding { given: Digest, bound: Digest },
    #[error("the code {given} is not this request's: look at what is shown now")]
    OtherCode { given: Safe },
    #[error("type the name of the target, `{name}`")]
    Untyped { name: Safe },
    #[error(transparent)]
    Mistyped(#[from] Mismatch),
    #[error("needs a second person; you ({by}) asked for it")]
    Own { by: Safe },
    #[error("{by} has decided already")]
    Repeated { by: Safe },
    #[error("{}", .reasons.iter().map(Safe::as_str).collect::<Vec<_>>().join("; "))]
    Guarded { reasons: Vec<Safe> },
    #[error("{has} of {quorum} approvals")]
    Unapproved { has: usize, quorum: u8 },
    #[error("give a reason")]
    NoReason,
}
