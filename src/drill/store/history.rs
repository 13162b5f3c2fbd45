//! What happened to the objects, in order, until it is trimmed.

use std::{collections::VecDeque, sync::Arc};

use crate::drill::object::Object;

/// What happened to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Added,
    Modified,
    Deleted,
}

/// One write. Its version is that of `object`; of a deletion too.
#[derive(Debug, Clone)]
pub struct Change {
    pub what: What,
    /// As it is now, or was at last.
    pub object: Arc<Object>,
    /// As it was before: a watch with a selector needs both.
    pub before: Option<Arc<Object>>,
}

/// What was asked for is older than what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too old resource version: {asked} ({kept})")]
pub struct Gone {
    pub asked: u64,
    /// The oldest version that can still be continued from.
    pub kept: u64,
}

/// The writes that are kept.
#[derive(Debug, Default)]
pub struct History {
    changes: VecDeque<Arc<Change>>,
    /// The version before the first change that is kept.
    trimmed: u64,
    most: usize,
}

impl History {
    pub fn new(most: usize) -> Self {
        Self { changes: VecDeque::new(), trimmed: 0, most }
    }

    /// Keeps so many changes from now on.
    pub fn keep(&mut self, most: usize) {
        self.most = most;
    }

    pub fn push(&mut self, change: Change) {
        self.changes.push_back(Arc::new(change));
        while self.changes.len() > self.most {
            self.trim_one();
        }
    }

    /// Forgets everything: every watch from before now ends with 410.
    pub fn trim(&mut self) {
        while !self.changes.is_empty() {
            self.trim_one();
        }
    }

    fn trim_one(&mut self) {
        if let Some(gone) = self.changes.pop_front() {
            self.trimmed = gone.object.version;
        }
    }

    /// Every change after this version.
    pub fn since(&self, version: u64) -> Result<impl Iterator<Item = &Arc<Change>>, Gone> {
        if version < self.trimmed {
            return Err(Gone { asked: version, kept: self.trimmed });
        }
        let from = self.changes.partition_point(|change| change.object.version <= version);
        Ok(self.changes.range(from..))
    }
}
