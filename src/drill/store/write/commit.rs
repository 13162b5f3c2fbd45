//! Where a write ends: in the store, or in the answer to a dry run.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use crate::drill::{
    object::{Key, Object},
    store::{
        managed::{self, Writer},
        objects::Store,
        request::{Options, Outcome, Part, Written},
        schema,
    },
};

use super::meta;

/// A write that has passed everything.
pub(super) struct Write<'a> {
    pub key: Key,
    pub before: Option<Arc<Object>>,
    pub value: Value,
    pub part: Part,
    /// Whether the value says already who manages what.
    pub applied: bool,
    pub options: &'a Options,
    pub warnings: Vec<String>,
}

impl Store {
    /// Stores it, if it changes anything.
    pub(super) fn commit(&mut self, now: Timestamp, write: Write<'_>) -> Written {
        let Write { key, before, mut value, part, applied, options, warnings } = write;
        if let Some(before) = before.as_ref().filter(|before| before.value == value) {
            return Written { object: Arc::clone(before), outcome: Outcome::Unchanged, warnings };
        }
        schema::arrange(schema::of(key.resource), &mut value);
        let (old, time) = (before.as_ref().map(|before| &before.value), meta::stamp(now));
        if !applied {
            managed::record(key.resource, old, &mut value, Writer { manager: &options.manager, part, time: &time });
        }
        let outcome = match before {
            None => Outcome::Created,
            Some(_) if meta::may_go(&value) => Outcome::Deleted,
            Some(_) => Outcome::Changed,
        };
        let object = if options.dry_run {
            Arc::new(Object::new(key, before.map_or(0, |before| before.version), value))
        } else if outcome == Outcome::Deleted {
            let object = Arc::new(Object::new(key.clone(), before.map_or(0, |before| before.version), value));
            self.remove(&key);
            object
        } else {
            self.put(key, value)
        };
        Written { object, outcome, warnings }
    }
}
