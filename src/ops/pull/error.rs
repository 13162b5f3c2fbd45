//! Why nothing can be pulled.

use crate::domain::text::Safe;

/// A rollout that cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("{what} is not there: it was deleted, or this user may not read it")]
    Gone { what: Safe },
    #[error("{context} does not answer: {why}")]
    Silent { context: Safe, why: Safe },
}
