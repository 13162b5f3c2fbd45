//! Exit codes, and the errors that they stand for.

use std::{io, process::ExitCode};

use crate::{
    adapters::{cluster, store},
    ops::{board::Outcome, fix, incident, inspect},
    runtime::terminal::Unfit,
};

/// How stanch ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Well = 0,
    Other = 1,
    BadInput = 2,
    Refused = 3,
    Unavailable = 4,
    /// What is stored is not what was stored.
    Integrity = 5,
    Bad = 10,
    Unknown = 11,
}

/// An error with its exit code, for what no other type says.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub struct Failure {
    pub exit: Exit,
    pub text: String,
}

impl Failure {
    pub fn bad_input(text: impl Into<String>) -> Self {
        Self { exit: Exit::BadInput, text: text.into() }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Well => Self::Well,
            Outcome::Bad => Self::Bad,
            Outcome::Unknown => Self::Unknown,
            Outcome::Silence => Self::Unavailable,
        }
    }
}

impl From<store::Class> for Exit {
    fn from(class: store::Class) -> Self {
        match class {
            store::Class::Input => Self::BadInput,
            store::Class::Refused => Self::Refused,
            store::Class::Unavailable => Self::Unavailable,
            store::Class::Integrity => Self::Integrity,
        }
    }
}

impl Exit {
    /// The code of an error.
    #[must_use]
    pub fn of(error: &anyhow::Error) -> Self {
        if let Some(failure) = error.downcast_ref::<Failure>() {
            failure.exit
        } else if let Some(Unfit::NoTerminal) = error.downcast_ref::<Unfit>() {
            Self::BadInput
        } else if let Some(error) = error.downcast_ref::<cluster::Error>() {
            match error {
                cluster::Error::Kubeconfig(_) => Self::BadInput,
                cluster::Error::Refused(_) | cluster::Error::Plugin(_) => Self::Refused,
                _ => Self::Unavailable,
            }
        } else if let Some(error) = error.downcast_ref::<store::Error>() {
            error.class().into()
        } else if let Some(error) = error.downcast_ref::<fix::Error>() {
            match (error, error.class()) {
                (fix::Error::Store(error), _) => error.class().into(),
                (_, fix::Class::Input) => Self::BadInput,
                (_, fix::Class::Refused) => Self::Refused,
                (_, fix::Class::Failed) => Self::Other,
            }
        } else if let Some(error) = error.downcast_ref::<incident::Error>() {
            match error {
                incident::Error::Store(error) => error.class().into(),
                incident::Error::Closed(_) => Self::Refused,
                incident::Error::NoIncident(_) | incident::Error::NoEvidence { .. } | incident::Error::Empty(_) => {
                    Self::BadInput
                }
            }
        } else {
            match error.downcast_ref::<inspect::Error>() {
                Some(inspect::Error::NotFound { .. } | inspect::Error::Ambiguous { .. }) => Self::BadInput,
                Some(inspect::Error::Unread { .. }) => Self::Unknown,
                Some(inspect::Error::Silence { .. }) => Self::Unavailable,
                None => Self::Other,
            }
        }
    }
}

/// An error in words: what an adapter says fits after "failed to".
#[must_use]
pub fn told(error: &anyhow::Error) -> String {
    let fragment =
        error.downcast_ref::<cluster::Error>().is_some() || matches!(error.downcast_ref(), Some(Unfit::Broken(_)));
    let failed = if fragment { "failed to " } else { "" };
    format!("{failed}{error:#}")
}

/// Whether an error is only that nobody reads any more: `stanch board | head`.
#[must_use]
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe))
}
