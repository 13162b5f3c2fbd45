//! Why a fix cannot be had, decided about or let out. The texts are whole sentences: they are shown as they are.

use crate::{
    adapters::{git, store},
    domain::{
        evidence::EvidenceNo,
        fix::State,
        journal::{Alias, Malformed},
        text::Safe,
    },
    logic::fix::Unfit,
    ops::incident,
};

/// What an error means for whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// What was asked for cannot be (exit 2).
    Input,
    /// It was understood and refused (exit 3).
    Refused,
    /// Something else broke (exit 1).
    Failed,
}

/// A refusal, or a failure on the way.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Unfit(#[from] Unfit),
    #[error("{incident} has no evidence {no}")]
    NoEvidence { incident: Alias, no: EvidenceNo },
    #[error("{0} is no fix")]
    NoFix(Alias),
    #[error("{alias} cannot be approved: {check} failed: {message}")]
    Blocked { alias: Alias, check: Safe, message: Safe },
    #[error("{alias} is {}: {wanted} needs a new fix", state.word())]
    Over { alias: Alias, state: State, wanted: &'static str },
    #[error("{0} is not approved")]
    NotApproved(Alias),
    #[error("a rejection needs a reason")]
    NoReason,
    #[error("{alias} cannot be applied: {message}")]
    Opaque { alias: Alias, message: Safe },
    #[error("{alias} is approved, apply FAILED: {why}")]
    NotApplied { alias: Alias, why: Safe },
    #[error(transparent)]
    Git(#[from] git::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        Self::Store(malformed.into())
    }
}

impl From<incident::Error> for Error {
    fn from(error: incident::Error) -> Self {
        match error {
            incident::Error::Store(error) => Self::Store(error),
            other => Self::Store(store::Error::NoSuch(Safe::line(&other.to_string()))),
        }
    }
}

impl Error {
    /// What it means. A store's error says that itself.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::Unfit(_)
            | Self::NoFix(_)
            | Self::NoReason
            | Self::NoEvidence { .. }
            | Self::Opaque { .. }
            | Self::Git(git::Error::NoRepository(_) | git::Error::Unborn | git::Error::Range { .. }) => Class::Input,
            Self::Git(
                git::Error::Dirty(_)
                | git::Error::CheckedOut(_)
                | git::Error::Occupied { .. }
                | git::Error::Conflict(_)
                | git::Error::Strayed(_)
                | git::Error::Empty,
            )
            | Self::Blocked { .. }
            | Self::Over { .. }
            | Self::NotApproved(_)
            | Self::NotApplied { .. } => Class::Refused,
            Self::Git(_) | Self::Store(_) => Class::Failed,
        }
    }
}
