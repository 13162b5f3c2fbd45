//! A fix as its records say that it is.

use crate::domain::{
    fix::{Decision, Entry, Fix, State},
    journal::{Alias, Malformed, Record},
    text::Safe,
};

/// The fix of a stream. `None` where the stream does not begin with a proposal.
///
/// The store refuses what is out of turn. Where a record is, all the same (whoever owns the file can write to it), it counts for nothing.
pub fn fold(alias: Alias, records: &[Record]) -> Result<Option<Fix>, Malformed> {
    let Some((first, rest)) = records.split_first() else { return Ok(None) };
    let Some(mut fix) = proposed(alias, first, first.entry()?) else { return Ok(None) };
    // Notes stand in the same stream.
    for record in rest.iter().filter(|record| record.kind.starts_with("fix.")) {
        take(&mut fix, record, record.entry()?);
    }
    Ok(Some(fix))
}

fn proposed(alias: Alias, record: &Record, entry: Entry) -> Option<Fix> {
    let Entry::Proposed { title, patch_sha256, proposer, incident, evidence, why, likeness } = entry else {
        return None;
    };
    Some(Fix {
        alias,
        state: State::Pending,
        title,
        proposer,
        proposed_by: record.actor.clone(),
        proposed_us: record.at_us,
        patch_sha256,
        incident,
        evidence,
        why,
        likeness,
        checks: Vec::new(),
        decisions: Vec::new(),
        exit: None,
        failure: None,
    })
}

fn take(fix: &mut Fix, record: &Record, entry: Entry) {
    let next = fix.state.after(&entry).filter(|_| entry.patch().is_none_or(|patch| patch == fix.patch_sha256));
    let was = fix.state;
    fix.state = next.unwrap_or(was);
    match entry {
        Entry::Approved { comment, self_approved, .. } => {
            fix.decisions.push(Decision { self_approved, ..decision(record, true, comment) });
        }
        Entry::Rejected { reason, .. } => fix.decisions.push(decision(record, false, Some(reason))),
        _ if next.is_none() => {}
        Entry::Checked { checks, .. } => fix.checks = checks,
        // Where it was applied before, that stands until it is applied elsewhere.
        Entry::ApplyStarted { exit, .. } if was != State::Applied => (fix.exit, fix.failure) = (Some(exit), None),
        Entry::Applied { exit } => (fix.exit, fix.failure) = (Some(exit), None),
        Entry::ApplyFailed { reason } => fix.failure = Some(reason),
        Entry::Proposed { .. } | Entry::ApplyStarted { .. } => {}
    }
}

fn decision(record: &Record, approved: bool, words: Option<Safe>) -> Decision {
    Decision { at_us: record.at_us, by: record.actor.clone(), approved, self_approved: false, words }
}
