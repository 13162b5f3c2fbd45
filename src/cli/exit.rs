//! Exit codes, and the errors that they stand for.

use std::{io, process::ExitCode};

use crate::{
    adapters::{cluster, store},
    domain::walk::Standing,
    logic::gate::Denial,
    ops::{board::Outcome, fix, incident, inspect, walk},
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
    /// A walk waits for people.
    Waits = 20,
    WalkFailed = 21,
    /// Nobody knows whether an action was done.
    OutcomeUnknown = 22,
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
            of_cluster(error)
        } else if let Some(error) = error.downcast_ref::<store::Error>() {
            of_store(error)
        } else if let Some(error) = error.downcast_ref::<walk::Error>() {
            of_walk(error)
        } else if let Some(error) = error.downcast_ref::<fix::Error>() {
            match (error, error.class()) {
                (fix::Error::Store(error), _) => of_store(error),
                (_, fix::Class::Input) => Self::BadInput,
                (_, fix::Class::Refused) => Self::Refused,
                (_, fix::Class::Failed) => Self::Other,
            }
        } else if let Some(error) = error.downcast_ref::<incident::Error>() {
            of_incident(error)
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

fn of_cluster(error: &cluster::Error) -> Exit {
    match error {
        cluster::Error::Kubeconfig(_) => Exit::BadInput,
        cluster::Error::Refused(_) | cluster::Error::Plugin(_) => Exit::Refused,
        _ => Exit::Unavailable,
    }
}

fn of_store(error: &store::Error) -> Exit {
    match error.class() {
        store::Class::Input => Exit::BadInput,
        store::Class::Refused => Exit::Refused,
        store::Class::Unavailable => Exit::Unavailable,
        store::Class::Integrity => Exit::Integrity,
    }
}

fn of_incident(error: &incident::Error) -> Exit {
    match error {
        incident::Error::Store(error) => of_store(error),
        incident::Error::Closed(_) => Exit::Refused,
        incident::Error::NoIncident(_) | incident::Error::NoEvidence { .. } | incident::Error::Empty(_) => {
            Exit::BadInput
        }
    }
}

fn of_walk(error: &walk::Error) -> Exit {
    match error {
        walk::Error::Store(error) => of_store(error),
        walk::Error::Cluster(error) => of_cluster(error),
        walk::Error::Incident(error) => of_incident(error),
        walk::Error::Input(_) | walk::Error::Denied(Denial::NoReason) => Exit::BadInput,
        walk::Error::Refused(_) | walk::Error::Denied(_) => Exit::Refused,
        walk::Error::Violated(_) => Exit::Integrity,
        walk::Error::Unread(_) => Exit::Unavailable,
    }
}

impl From<Standing> for Exit {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Done | Standing::Running => Self::Well,
            Standing::Waiting => Self::Waits,
            Standing::Failed => Self::WalkFailed,
            Standing::Unknown => Self::OutcomeUnknown,
        }
    }
}

/// An error in words: what an adapter says fits after "failed to".
#[must_use]
pub fn told(error: &anyhow::Error) -> String {
    let of_a_walk = matches!(error.downcast_ref(), Some(walk::Error::Cluster(_)));
    let fragment = of_a_walk
        || error.downcast_ref::<cluster::Error>().is_some()
        || matches!(error.downcast_ref(), Some(Unfit::Broken(_)));
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
