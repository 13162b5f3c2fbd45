//! What is due, in the order of time.

use std::sync::Arc;

use jiff::Timestamp;

use crate::drill::{
    behaviour::{Behaviours, Course},
    store::Store,
};

/// Everything in the cluster that acts by itself.
#[derive(Debug)]
pub struct Engine {
    _behaviours: Behaviours,
}

/// One run of a container as its log tells it.
#[derive(Debug, Clone)]
pub struct Spoken {
    pub started: Timestamp,
    /// `None`: it still runs.
    pub ended: Option<Timestamp>,
    pub course: Arc<Course>,
}

impl Engine {
    #[must_use]
    pub fn new(behaviours: Behaviours) -> Self {
        Self { _behaviours: behaviours }
    }

    /// Does everything that is due up to this moment.
    pub fn advance(&mut self, _store: &mut Store, _to: Timestamp) {}

    /// When something is due next.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// What a container of a pod said, in its present run or the one before.
    #[must_use]
    pub fn spoken(&self, _uid: &str, _container: &str, _previous: bool) -> Option<Spoken> {
        None
    }
}
