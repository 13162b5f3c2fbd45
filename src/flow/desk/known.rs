//! What is known of the store: a fold over its records, and nothing that they do not say.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use crate::{
    domain::{
        Truth,
        analysis::Analysis,
        digest::Digest,
        fix::Fix,
        incident::{Incident, Place},
        journal::{Alias, Record, Subject, Ulid},
        strategy::Strategy,
        text::Safe,
    },
    logic::{fix, incident},
};

use super::{
    Adviser, JournalNews, Walk,
    stream::{Stream, subject},
};

/// How the store is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Store {
    #[default]
    Opening,
    Open(Opened),
    /// Why it cannot be used, and what to do.
    Failed(Safe),
}

/// An open store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub db_id: Ulid,
    pub place: Safe,
    /// Whom its records name when this console writes.
    pub actor: Safe,
    pub durable: Truth,
    pub read_only: Option<Safe>,
    /// Why this console must not act.
    pub refusals: Vec<Safe>,
}

/// What is known of the store.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    pub store: Store,
    /// Every record, the oldest first.
    pub records: Vec<Record>,
    pub incidents: BTreeMap<Alias, Incident>,
    pub fixes: BTreeMap<Alias, Fix>,
    pub walks: BTreeMap<Alias, Walk>,
    pub strategies: Vec<Strategy>,
    /// Records that are not what their kind says, in words: they are shown in the record, and count for nothing.
    pub faults: Vec<Safe>,
    /// Which model analyses may ask.
    pub adviser: Adviser,
    /// Until when this console may act on a cluster.
    pub armed: Option<Timestamp>,
    /// This process, as leases name it.
    pub holder: Safe,
    /// Processes that took leases and have ended.
    ended: BTreeSet<Safe>,
    streams: BTreeMap<Ulid, Stream>,
    counts: BTreeMap<Subject, u64>,
    definitions: BTreeMap<Digest, Arc<Strategy>>,
    analyses: BTreeMap<Digest, Analysis>,
}

impl Desk {
    /// Takes in what the store said.
    pub fn apply(&mut self, news: JournalNews) {
        match news {
            JournalNews::Opened { db_id, place, actor, durable, read_only, refusals } => {
                self.store = Store::Open(Opened { db_id, place, actor, durable, read_only, refusals });
            }
            JournalNews::Failed(why) => self.store = Store::Failed(why),
            JournalNews::Definition { sha256, strategy } => {
                self.definitions.insert(sha256, Arc::from(strategy));
            }
            JournalNews::Analysis { sha256, analysis } => {
                self.analyses.insert(sha256, *analysis);
            }
            JournalNews::Strategies(strategies) => self.strategies = strategies,
            JournalNews::Adviser(adviser) => self.adviser = adviser,
            JournalNews::Holder(holder) => self.holder = holder,
            JournalNews::Ended(holders) => {
                self.ended.extend(holders);
                for walk in self.walks.values_mut() {
                    walk.leave_to(&self.ended);
                }
            }
            JournalNews::Records(records) => {
                let mut touched: Vec<Ulid> = Vec::new();
                for record in records {
                    touched.push(record.stream);
                    self.take(record);
                }
                touched.sort_unstable();
                touched.dedup();
                for stream in touched {
                    self.fold(stream);
                }
            }
        }
    }

    /// The incidents that are not closed.
    #[must_use]
    pub fn open_incidents(&self) -> impl DoubleEndedIterator<Item = &Incident> {
        self.incidents.values().filter(|incident| incident.closed.is_none())
    }

    /// Whether this console carries a walk out.
    #[must_use]
    pub fn drives(&self, walk: &Walk) -> bool {
        walk.driver.as_ref().is_some_and(|driver| driver.holder == self.holder)
    }

    /// The short name of the stream that a record belongs to; the store's own has none.
    #[must_use]
    pub fn alias_of(&self, record: &Record) -> Option<Alias> {
        self.streams.get(&record.stream).map(|stream| stream.alias)
    }

    /// The records of one subject, in order.
    #[must_use]
    pub fn records_of(&self, alias: Alias) -> &[Record] {
        self.streams.values().find(|stream| stream.alias == alias).map_or(&[], |stream| stream.records.as_slice())
    }

    /// The incident about a rollout that is still open, the newest.
    #[must_use]
    pub fn open_about(&self, place: &Place) -> Option<&Incident> {
        let same = |about: &Place| Place { context: place.context.clone(), ..about.clone() } == *place;
        self.open_incidents().rfind(|incident| incident.about.as_ref().is_some_and(same))
    }

    fn take(&mut self, record: Record) {
        // What was told already is told again after the store came back.
        if self.records.last().is_some_and(|last| last.seq >= record.seq) {
            return;
        }
        let stream = record.stream;
        if let Some(subject) = subject(&record.kind) {
            let number = self.counts.entry(subject).or_default();
            *number += 1;
            if let Some(alias) = Alias::new(subject, *number) {
                self.streams.entry(stream).or_insert(Stream { alias, records: Vec::new() });
            }
        }
        if let Some(stream) = self.streams.get_mut(&stream) {
            stream.records.push(record.clone());
        }
        self.records.push(record);
    }

    fn fold(&mut self, id: Ulid) {
        let Some(stream) = self.streams.get(&id) else { return };
        let (alias, records) = (stream.alias, &stream.records);
        let folded = match alias.subject() {
            Subject::Incident => incident::fold(alias, records).map(|found| {
                if let Some((mut incident, analysis)) = found {
                    incident.analysis = analysis.and_then(|sha256| self.analyses.get(&sha256).cloned());
                    self.incidents.insert(alias, incident);
                }
            }),
            Subject::Fix => fix::fold(alias, records).map(|found| {
                if let Some(fix) = found {
                    self.fixes.insert(alias, fix);
                }
            }),
            Subject::Walk => {
                if let Some(strategy) = self.strategy_of(stream) {
                    self.walks.insert(alias, Walk::fold(stream, strategy, &self.ended));
                }
                Ok(())
            }
            Subject::Store => Ok(()),
        };
        if let Err(malformed) = folded {
            let said = Safe::line(&format!("{alias}: {malformed}"));
            if !self.faults.contains(&said) {
                self.faults.push(said);
            }
        }
    }

    fn strategy_of(&self, stream: &Stream) -> Option<Arc<Strategy>> {
        let crate::domain::walk::Entry::Started { def_sha256, .. } = stream.records.first()?.entry().ok()? else {
            return None;
        };
        self.definitions.get(&def_sha256).cloned()
    }
}
