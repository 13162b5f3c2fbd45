//! One stream's records, and the walk that they tell of.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    domain::{
        journal::{Alias, Malformed, Record, Subject},
        strategy::Strategy,
        text::Safe,
        walk,
    },
    logic::walk::WalkState,
};

/// The records of one stream, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stream {
    pub(super) alias: Alias,
    pub(super) records: Vec<Record>,
}

/// A walk as its records say that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    pub alias: Alias,
    pub state: WalkState,
    /// A record of it that cannot be read: it is shown, and not continued.
    pub fault: Option<Safe>,
    pub notes: Vec<(i64, Safe, Safe)>,
    /// Who took its lease last and has not given it back, and when. It may have died since.
    pub driver: Option<(Safe, Timestamp)>,
}

/// What begins with a record of this kind.
pub(super) fn subject(kind: &str) -> Option<Subject> {
    match kind {
        "walk.started" => Some(Subject::Walk),
        "incident.opened" => Some(Subject::Incident),
        "fix.proposed" => Some(Subject::Fix),
        _ => None,
    }
}

impl Walk {
    pub(super) fn fold(stream: &Stream, strategy: Arc<Strategy>) -> Self {
        let mut walk =
            Self { alias: stream.alias, state: WalkState::new(strategy), fault: None, notes: Vec::new(), driver: None };
        for record in &stream.records {
            let entry: Result<walk::Entry, Malformed> = record.entry();
            match entry {
                Ok(walk::Entry::Note { text }) => walk.notes.push((record.at_us, record.actor.clone(), text)),
                Ok(entry) => {
                    walk.led(&entry, record);
                    if let Err(violation) = walk.state.apply(&entry, record.at(), &record.actor) {
                        walk.fault = Some(Safe::line(&violation.to_string()));
                        return walk;
                    }
                }
                Err(malformed) => {
                    walk.fault = Some(Safe::line(&malformed.to_string()));
                    return walk;
                }
            }
        }
        walk
    }

    fn led(&mut self, entry: &walk::Entry, record: &Record) {
        match entry {
            walk::Entry::LeaseTaken { .. } => self.driver = Some((record.actor.clone(), record.at())),
            walk::Entry::LeaseReleased { .. } => self.driver = None,
            _ => {}
        }
    }
}
