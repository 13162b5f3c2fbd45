//! A fix as its records say that it is.

use crate::domain::{
    digest::Digest,
    fix::{Decision, Entry, Exit, Fix, State},
    journal::{Alias, Malformed, Record},
    text::Safe,
};

/// The fix of a stream. `None` where the stream does not begin with a proposal.
///
/// Nobody guards these records while they are appended: what is recorded out of turn (an apply that began after a rejection) counts for
/// nothing here, and whoever appended it finds that out by reading the stream again.
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
    match entry {
        Entry::Checked { patch_sha256, checks } if patch_sha256 == fix.patch_sha256 => fix.checks = checks,
        Entry::Approved { patch_sha256, comment, self_approved } => {
            decide(fix, patch_sha256, Decision { self_approved, ..decision(record, true, comment) });
        }
        Entry::Rejected { patch_sha256, reason } => {
            decide(fix, patch_sha256, decision(record, false, Some(reason)));
        }
        Entry::ApplyStarted { patch_sha256, exit } => start(fix, patch_sha256, exit),
        Entry::Applied { exit } if matches!(fix.state, State::Applying | State::Applied) => {
            (fix.state, fix.exit, fix.failure) = (State::Applied, Some(exit), None);
        }
        Entry::ApplyFailed { reason } if matches!(fix.state, State::Applying | State::Applied) => {
            // One way out that failed does not take back another.
            if fix.state == State::Applying {
                fix.state = State::ApplyFailed;
            }
            fix.failure = Some(reason);
        }
        Entry::Proposed { .. } | Entry::Checked { .. } | Entry::Applied { .. } | Entry::ApplyFailed { .. } => {}
    }
}

fn decision(record: &Record, approved: bool, words: Option<Safe>) -> Decision {
    Decision { at_us: record.at_us, by: record.actor.clone(), approved, self_approved: false, words }
}

fn decide(fix: &mut Fix, patch: Digest, decision: Decision) {
    if patch == fix.patch_sha256 {
        fix.state = match (fix.state, decision.approved) {
            (State::Pending, true) => State::Approved,
            // A rejection is the last word until an apply has begun.
            (State::Pending | State::Approved | State::ApplyFailed, false) => State::Rejected,
            (state, _) => state,
        };
    }
    fix.decisions.push(decision);
}

fn start(fix: &mut Fix, patch: Digest, exit: Exit) {
    if patch == fix.patch_sha256 && matches!(fix.state, State::Approved | State::ApplyFailed | State::Applying) {
        (fix.state, fix.exit, fix.failure) = (State::Applying, Some(exit), None);
    }
}
