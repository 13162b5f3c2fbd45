//! Fixes of the same kind, and what became of them: what people accepted says more than a confidence (T10).

use serde::Serialize;

use crate::domain::{
    fix::{Fix, Proposer, State},
    journal::Alias,
    text::Safe,
};

use super::reading::Reading;

/// Earlier fixes that are alike.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Similar {
    pub approved: Vec<Alias>,
    pub rejected: Vec<Alias>,
}

/// By what fixes are alike: the rule that proposed them, else the names of the files that they touch, whichever folder those are in.
#[must_use]
pub fn likeness(proposer: &Proposer, reading: &Reading) -> Safe {
    if let Proposer::Rule { rule } = proposer {
        return Safe::line(&format!("rule {rule}"));
    }
    let mut names: Vec<&str> =
        reading.paths().into_iter().map(|path| path.rsplit('/').next().unwrap_or(path)).collect();
    names.sort_unstable();
    names.dedup();
    Safe::line(&format!("files {}", names.join(" ")))
}

/// What became of earlier fixes that are alike.
#[must_use]
pub fn similar(fix: &Fix, others: &[Fix]) -> Similar {
    let mut found = Similar::default();
    let earlier = others.iter().filter(|other| other.alias.number() < fix.alias.number());
    for other in earlier.filter(|other| other.likeness == fix.likeness) {
        match other.state {
            State::Rejected => found.rejected.push(other.alias),
            State::Pending => {}
            State::Approved | State::Applying | State::Applied | State::ApplyFailed => found.approved.push(other.alias),
        }
    }
    found
}
