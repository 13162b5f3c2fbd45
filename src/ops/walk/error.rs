//! Why a walk does not go on.

use crate::{
    adapters::{cluster, store},
    domain::{shell::can_i, text::Safe, workload::Key},
    logic::{gate::Denial, walk::Violation},
    ops::incident,
};

/// What went wrong, or was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Cluster(#[from] cluster::Error),
    /// What was asked for cannot be.
    #[error("{0}")]
    Input(String),
    /// It was understood, and is not done.
    #[error("{0}")]
    Refused(String),
    /// Its incident is not there, or is closed.
    #[error(transparent)]
    Incident(#[from] incident::Error),
    #[error(transparent)]
    Denied(#[from] Denial),
    /// The walk's records contradict each other.
    #[error("the walk is read-only: {0}")]
    Violated(#[from] Violation),
    /// It could not be found out.
    #[error("{0}")]
    Unread(Safe),
}

impl Error {
    pub(super) fn input(text: impl Into<String>) -> Self {
        Self::Input(text.into())
    }

    pub(super) fn refused(text: impl Into<String>) -> Self {
        Self::Refused(text.into())
    }
}

impl Error {
    /// A right that is missing is a refusal; everything else did not answer.
    pub(super) fn of_reading(error: cluster::Error, key: &Key) -> Self {
        if error.status() == Some(403) {
            let (resource, namespace) = (key.kind.plural(), &key.namespace);
            let check = can_i("get", resource, Some(namespace));
            return Self::refused(format!(
                "you may not get {resource} in namespace {namespace}. Check: kubectl {check}"
            ));
        }
        error.into()
    }
}

impl From<crate::domain::journal::Malformed> for Error {
    fn from(error: crate::domain::journal::Malformed) -> Self {
        Self::Store(error.into())
    }
}
