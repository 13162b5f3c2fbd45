//! One stream's records, and the walk that they tell of.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use crate::{
    domain::{
        journal::{Alias, Malformed, Record, Subject},
        strategy::Strategy,
        text::Safe,
        walk::{self, Standing},
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
    /// Who took its lease last, has not given it back, and is not known to have ended.
    pub driver: Option<Driver>,
}

/// Who carries a walk out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Driver {
    pub by: Safe,
    pub since: Timestamp,
    /// The process, as leases name it.
    pub holder: Safe,
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
    /// A walk from its records; `ended` are processes that carry nothing out any more.
    pub(super) fn fold(stream: &Stream, strategy: Arc<Strategy>, ended: &BTreeSet<Safe>) -> Self {
        let mut walk =
            Self { alias: stream.alias, state: WalkState::new(strategy), fault: None, notes: Vec::new(), driver: None };
        walk.replay(stream);
        walk.leave_to(ended);
        walk
    }

    /// Where it stands. An action that was begun, and that nobody sees to the end, has an unknown outcome before anybody records that.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let is_lost = self.state.open().is_some() && self.driver.is_none() && self.state.ended().is_none();
        if is_lost { Standing::Unknown } else { self.state.standing() }
    }

    /// Whether nobody carries it out, though nothing keeps it from going on.
    #[must_use]
    pub fn stands_still(&self) -> bool {
        self.driver.is_none() && self.state.ended().is_none() && self.standing() == Standing::Running
    }

    /// Nobody carries it out whose process has ended.
    pub(super) fn leave_to(&mut self, ended: &BTreeSet<Safe>) {
        self.driver.take_if(|driver| ended.contains(&driver.holder));
    }

    fn replay(&mut self, stream: &Stream) {
        for record in &stream.records {
            let entry: Result<walk::Entry, Malformed> = record.entry();
            match entry {
                Ok(walk::Entry::Note { text }) => self.notes.push((record.at_us, record.actor.clone(), text)),
                Ok(entry) => {
                    self.led(&entry, record);
                    if let Err(violation) = self.state.apply(&entry, record.at(), &record.actor) {
                        self.fault = Some(Safe::line(&violation.to_string()));
                        return;
                    }
                }
                Err(malformed) => {
                    self.fault = Some(Safe::line(&malformed.to_string()));
                    return;
                }
            }
        }
    }

    fn led(&mut self, entry: &walk::Entry, record: &Record) {
        match entry {
            walk::Entry::LeaseTaken { holder, .. } => {
                let (by, since, holder) = (record.actor.clone(), record.at(), holder.clone());
                self.driver = Some(Driver { by, since, holder });
            }
            walk::Entry::LeaseReleased { .. } => self.driver = None,
            _ => {}
        }
    }
}
