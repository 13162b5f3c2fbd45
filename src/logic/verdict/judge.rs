//! The order in which the families of rules speak.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::domain::{
    text::Safe,
    verdict::{State, Thresholds, Verdict},
};

use super::{Evidence, availability, case::Case, controller, early, underway};

/// The families, the one that outranks the others first.
const RULES: [fn(&Case<'_>) -> Option<Verdict>; 9] = [
    controller::deleted,
    controller::stalled,
    early::failed,
    controller::refused,
    controller::deadline,
    availability::degraded,
    controller::paused,
    availability::unknown,
    underway::underway,
];

/// What state a rollout is in at `now`, which is the cluster's time.
#[must_use]
pub fn judge(evidence: &Evidence<'_>, thresholds: &Thresholds, now: Timestamp) -> Verdict {
    let case = Case::new(evidence, thresholds, now);
    let verdict = RULES.iter().find_map(|rule| rule(&case));
    Verdict { ailing: case.ailing(), review: case.review(), ..verdict.unwrap_or_else(|| well(&case)) }
}

/// Everything that is wanted is there.
fn well(case: &Case<'_>) -> Verdict {
    let conditions = &case.workload.conditions;
    let since = conditions.iter().find(|condition| condition.kind.as_str() == "Available");
    Verdict {
        state: State::Ok,
        early: false,
        since: since.and_then(|condition| condition.since).max(case.workload.changed),
        rule: "available",
        why: Safe::default(),
        brief: Safe::default(),
        subject: None,
        cause: None,
        ailing: BTreeSet::new(),
        review: None,
    }
}
