//! The guard of fixes: a word is about the very bytes that were proposed, counts once, and only what was approved leaves (T9).

use sqlx::SqliteConnection;

use crate::domain::{
    Truth,
    digest::Digest,
    fix::{Check, Entry, State},
    journal::{Draft, Record},
    text::Safe,
};

use super::{
    super::{
        super::error::Error,
        moment::{Admission, Moment},
        reads::stream,
    },
    field::with,
};

/// A fix, as far as its records say what may follow.
struct Known {
    state: State,
    patch: Digest,
    proposed_by: Safe,
    checks: Vec<Check>,
    words: Vec<(bool, Record)>,
}

pub async fn admit(db: &mut SqliteConnection, moment: &Moment, draft: &Draft) -> Result<Admission, Error> {
    let entry: Entry = draft.entry()?;
    let new = || Admission::New(draft.body.clone());
    if matches!(entry, Entry::Proposed { .. }) {
        return Ok(new());
    }
    let known = known(&stream(db, moment.stream).await?)?;
    if let Some(shown) = entry.patch().filter(|shown| *shown != known.patch) {
        return Err(Error::Stale { asked: known.patch, shown });
    }
    if let Some(record) = known.said(&entry, &moment.actor) {
        return Ok(Admission::Recorded(Box::new(record.clone())));
    }
    if known.state.after(&entry).is_none() {
        let state = Safe::from_static(known.state.word());
        return Err(Error::OutOfTurn { kind: draft.kind.clone(), state });
    }
    match entry {
        Entry::Approved { .. } => match known.checks.iter().find(|check| check.ok == Truth::No) {
            Some(check) => Err(Error::CheckFailed(check.name.clone())),
            None => Ok(Admission::New(with(&draft.body, "self_approved", &(moment.actor == known.proposed_by))?)),
        },
        _ => Ok(new()),
    }
}

impl Known {
    /// The same word of the same person, recorded before. One rejection is everybody's.
    fn said(&self, entry: &Entry, actor: &Safe) -> Option<&Record> {
        let (approves, anybody) = match entry {
            Entry::Approved { .. } => (true, false),
            Entry::Rejected { .. } => (false, true),
            _ => return None,
        };
        let same = |(approved, record): &&(bool, Record)| *approved == approves && (anybody || record.actor == *actor);
        self.words.iter().find(same).map(|(_, record)| record).filter(|_| approves != (self.state == State::Rejected))
    }
}

/// What the records come to. One that is out of turn counts for nothing, as wherever they are read.
fn known(records: &[Record]) -> Result<Known, Error> {
    let nothing = || Error::NoSuch(Safe::from_static("fix"));
    let (first, rest) = records.split_first().ok_or_else(nothing)?;
    let Entry::Proposed { patch_sha256: patch, .. } = first.entry()? else { return Err(nothing()) };
    let (proposed_by, state) = (first.actor.clone(), State::Pending);
    let mut known = Known { state, patch, proposed_by, checks: Vec::new(), words: Vec::new() };
    // Notes stand in the same stream.
    for record in rest.iter().filter(|record| record.kind.starts_with("fix.")) {
        let entry: Entry = record.entry()?;
        if entry.patch().is_some_and(|about| about != patch) {
            continue;
        }
        let Some(next) = known.state.after(&entry) else { continue };
        known.state = next;
        match entry {
            Entry::Approved { .. } => known.words.push((true, record.clone())),
            Entry::Rejected { .. } => known.words.push((false, record.clone())),
            Entry::Checked { checks, .. } => known.checks = checks,
            _ => {}
        }
    }
    Ok(known)
}
