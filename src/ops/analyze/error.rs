//! Why nothing can be analysed.

use crate::{
    domain::text::Safe,
    logic::{evidence::Unreadable, redact::Refused},
};

/// Why something cannot be taken in. `what` is the name of the input, as the command line and the interface of HTTP call it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{what} is required and cannot be empty")]
    Empty { what: Safe },
    #[error("{what} holds no diff: {found}")]
    NoDiff { what: Safe, found: Safe },
    #[error("nothing is kept or sent: {0}")]
    Door(#[from] Refused),
}

impl Error {
    pub(super) fn of(unreadable: Unreadable, what: &Safe) -> Self {
        match unreadable {
            Unreadable::Empty => Self::Empty { what: what.clone() },
        }
    }
}
