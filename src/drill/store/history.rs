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

impl Change {
    /// What it keeps alive that nobody else does: the version from before.
    fn weight(&self) -> usize {
        self.before.as_ref().map_or(1, |before| before.weight)
    }
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
    /// How much the changes that are kept weigh.
    weight: usize,
}

/// So many values (numbers, texts, lists, objects) of old versions are kept: some 150 MB.
const HEAVIEST: usize = 1_500_000;

impl History {
    /// Keeps so many changes, of which the first comes after a version.
    pub fn new(most: usize, after: u64) -> Self {
        Self { changes: VecDeque::new(), trimmed: after, most, weight: 0 }
    }

    pub fn push(&mut self, change: Change) {
        self.weight += change.weight();
        self.changes.push_back(Arc::new(change));
        while self.changes.len() > self.most || self.weight > HEAVIEST {
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
            self.weight = self.weight.saturating_sub(gone.weight());
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::drill::{object::Key, resource::Resource};

    fn change(version: u64, values: usize) -> Change {
        let key = Key { resource: Resource::namespaces(), namespace: "".into(), name: "x".into() };
        let object = |version| Arc::new(Object::new(key.clone(), version, json!(vec![1; values])));
        Change { what: What::Modified, object: object(version), before: Some(object(version - 1)) }
    }

    #[test]
    fn what_is_old_or_heavy_goes_first() {
        let mut history = History::new(3, 0);
        (1..=5).for_each(|version| history.push(change(version, 1)));
        assert_eq!(history.since(1).err(), Some(Gone { asked: 1, kept: 2 }));
        assert_eq!(history.since(3).unwrap().count(), 2);
        history.push(change(6, HEAVIEST));
        assert_eq!((history.since(5).err().map(|gone| gone.kept), history.since(6).unwrap().count()), (Some(6), 0));
    }
}
