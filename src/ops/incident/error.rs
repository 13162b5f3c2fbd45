//! Why an incident cannot be had or changed. The texts are whole sentences: they are shown as they are.

use crate::{
    adapters::store,
    domain::{
        evidence::EvidenceNo,
        journal::{Alias, Malformed},
    },
};

/// A refusal, or a failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0} is no incident")]
    NoIncident(Alias),
    #[error("{alias} has no evidence {no}")]
    NoEvidence { alias: Alias, no: EvidenceNo },
    #[error("{0} is closed; open a new one")]
    Closed(Alias),
    #[error("{0} must not be empty")]
    Empty(&'static str),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        Self::Store(malformed.into())
    }
}
