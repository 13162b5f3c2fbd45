//! A walk as the journal has it.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    adapters::store::Journal,
    domain::{
        action::{ActionSpec, Refusal},
        analysis::Analysis,
        digest::Digest,
        finding::Strength,
        incident,
        journal::{Alias, Record, Subject, Ulid},
        strategy::{NodeId, Strategy},
        text::Safe,
        walk::{Answer, Entry},
    },
    logic::{
        gate::Closed,
        walk::{Start, WalkState},
    },
};

use super::Error;

/// Records that are read at a time.
const PAGE: u32 = 500;

/// A walk, as far as its records were read.
#[derive(Debug, Clone)]
pub struct Walk {
    pub alias: Alias,
    pub id: Ulid,
    pub state: WalkState,
    /// The newest action that is known to have been applied.
    pub applied: Option<Applied>,
    /// What is known of the incident that it belongs to, as conditions read it.
    pub incident: Value,
    /// The strongest thing that rules found in that incident's evidence.
    pub cause: Option<Safe>,
    seq: u64,
    /// Its newest record that was read, counted within its stream.
    last: u64,
    /// When the newest record that was read was made, whatever it is about.
    newest: Timestamp,
}

/// An action that was applied.
#[derive(Debug, Clone)]
pub struct Applied {
    pub spec: ActionSpec,
    pub at: Timestamp,
}

impl Walk {
    /// Reads a walk of this name.
    pub async fn open(journal: &dyn Journal, alias: Alias) -> Result<Self, Error> {
        if alias.subject() != Subject::Walk {
            return Err(Error::input(format!("{alias} is no walk; write W-1")));
        }
        let id = journal.find(alias).await?;
        let records = journal.stream(id).await?;
        let first = records.first().ok_or_else(|| Error::input(format!("{alias} has no records")))?;
        let Entry::Started { def_sha256, .. } = first.entry::<Entry>()? else {
            return Err(Error::input(format!("{alias} does not begin as walks do")));
        };
        let strategy = strategy(journal, def_sha256).await?;
        let state = WalkState::new(Arc::new(strategy));
        let (applied, incident, cause) = (None, Value::Null, None);
        let mut walk = Self { alias, id, state, applied, incident, cause, seq: 0, last: 0, newest: Timestamp::MIN };
        walk.fold(&records)?;
        walk.recall(journal).await?;
        Ok(walk)
    }

    /// The incident that it belongs to.
    #[must_use]
    pub fn incident_alias(&self) -> Option<Alias> {
        self.state.started()?.incident
    }

    /// Reads what its incident's newest analysis says.
    pub async fn recall(&mut self, journal: &dyn Journal) -> Result<(), Error> {
        let Some(alias) = self.incident_alias() else { return Ok(()) };
        if let Some(analysis) = newest_analysis(journal, alias).await? {
            self.cause = cause(&analysis);
            self.incident = conditions(&analysis);
        }
        Ok(())
    }

    /// Takes in what was recorded meanwhile, by whomever; says whether there was anything.
    pub async fn refresh(&mut self, journal: &dyn Journal) -> Result<bool, Error> {
        let mut found = false;
        loop {
            let page = journal.page(self.seq, PAGE).await?;
            let Some(last) = page.last().map(|record| record.seq) else { return Ok(found) };
            self.newest = page.iter().map(Record::at).fold(self.newest, Timestamp::max);
            let own: Vec<Record> = page.into_iter().filter(|record| record.stream == self.id).collect();
            found |= !own.is_empty();
            self.fold(&own)?;
            self.seq = last;
        }
    }

    /// How it began. Every walk that was opened has begun.
    pub fn start(&self) -> Result<&Start, Error> {
        self.state.started().ok_or_else(|| Error::input(format!("{} has not started", self.alias)))
    }

    fn fold(&mut self, records: &[Record]) -> Result<(), Error> {
        for record in records {
            let entry: Entry = record.entry()?;
            self.note(&entry, record.at());
            // The state keeps what does not fit, and is read-only from then on.
            let _ = self.state.apply(&entry, record.at(), &record.actor);
            (self.seq, self.last) = (record.seq, record.stream_seq);
            self.newest = self.newest.max(record.at());
        }
        Ok(())
    }

    /// Its newest record that was read: what is decided now is decided behind it.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.last
    }

    /// The time as the store counts it: never before a record, whatever this machine's clock says.
    #[must_use]
    pub fn now(&self, clock: Timestamp) -> Timestamp {
        clock.max(self.newest)
    }

    /// What the newest request for an action asked for, if that fell because the target was not what was shown.
    #[must_use]
    pub fn fallen(&self, node: &NodeId) -> Option<ActionSpec> {
        let newest = self.state.requests().filter(|request| request.asked().node == *node).last()?;
        matches!(newest.closed(), Some(Closed::Stale(_))).then(|| newest.asked().plan.spec.clone())
    }

    fn note(&mut self, entry: &Entry, at: Timestamp) {
        if let Entry::PlanRefused { node, refusal: Refusal::NoChange { .. }, .. } = entry {
            self.applied = self.fallen(node).map(|spec| Applied { spec, at }).or(self.applied.take());
            return;
        }
        let is_applied = match entry {
            Entry::IntentSucceeded { .. } => true,
            Entry::Resolved { answer, .. } => *answer == Answer::Applied,
            _ => false,
        };
        let effect = self.state.open().and_then(|open| self.state.effect(open));
        if let (true, Some(effect)) = (is_applied, effect) {
            self.applied = Some(Applied { spec: effect.spec.clone(), at });
        }
    }
}

/// The strategy that a walk was started with, whatever its file says now.
async fn strategy(journal: &dyn Journal, def_sha256: Digest) -> Result<Strategy, Error> {
    let json = journal.blob(def_sha256).await?;
    serde_json::from_slice(&json)
        .map_err(|error| Error::input(format!("the strategy of this walk cannot be read by this version: {error}")))
}

async fn newest_analysis(journal: &dyn Journal, alias: Alias) -> Result<Option<Analysis>, Error> {
    let records = journal.stream(journal.find(alias).await?).await?;
    let made = records.iter().rev().find_map(|record| match record.entry() {
        Ok(incident::Entry::Analysed { sha256, .. }) => Some(sha256),
        _ => None,
    });
    let Some(sha256) = made else { return Ok(None) };
    // One of another version says nothing here.
    Ok(serde_json::from_slice(&journal.blob(sha256).await?).ok())
}

/// What conditions read of an analysis.
fn conditions(analysis: &Analysis) -> Value {
    json!({
        "category": analysis.classification.category,
        "severity": analysis.classification.severity,
        "strong": analysis.findings.iter().any(|finding| finding.strength == Strength::Strong),
    })
}

/// The strongest thing that rules found, in words.
pub(super) fn cause(analysis: &Analysis) -> Option<Safe> {
    let finding = analysis.findings.first()?;
    let strength = match finding.strength {
        Strength::Strong => "STRONG",
        Strength::Medium => "MEDIUM",
        Strength::Weak => "WEAK",
    };
    Some(Safe::line(&format!("{strength} {}: {}", finding.rule, finding.summary)))
}
