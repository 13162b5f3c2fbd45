//! What a failure follows: a revision that went out, or nothing that a revision explains.

use jiff::{SignedDuration, Timestamp};

use crate::domain::{
    Truth,
    strategy::Origin,
    verdict::State,
    workload::{Kind, Revision, Workload},
};

/// A revision that went out this long ago is no longer the first suspect.
const RECENT: SignedDuration = SignedDuration::from_hours(2);

/// Whether the newest revision is an earlier one that was brought back: it was made before one of a lower number. Unknown where it was not read.
#[must_use]
pub fn is_brought_back(workload: &Workload, revisions: &[&Revision]) -> Truth {
    let number = |revision: &&&Revision| revision.number;
    let Some(newest) = revisions.iter().max_by_key(number) else { return Truth::Unknown };
    let is_shown = || workload.revision.as_ref().and_then(|shown| shown.parse().ok()) == newest.number;
    let (Some(made), Some(highest)) = (newest.created, newest.number) else { return Truth::Unknown };
    if workload.key.kind == Kind::Deployment && !is_shown() {
        return Truth::Unknown;
    }
    let was_left = |one: &&Revision| {
        one.number.is_some_and(|number| number < highest) && one.created.is_some_and(|created| created > made)
    };
    if revisions.iter().any(was_left) { Truth::Yes } else { Truth::No }
}

/// What broke it, where it fails and its revisions tell. One that was brought back and fails as what it replaced did is explained by neither.
#[must_use]
pub fn origin(state: State, workload: &Workload, revisions: &[&Revision], now: Timestamp) -> Option<Origin> {
    let is_recent = workload.changed.is_some_and(|changed| now.duration_since(changed) < RECENT);
    if !state.is_bad() || !is_recent {
        return None;
    }
    match is_brought_back(workload, revisions) {
        Truth::Yes => Some(Origin::Outside),
        Truth::No if revisions.len() > 1 => Some(Origin::Revision),
        Truth::No | Truth::Unknown => None,
    }
}
