//! Asynchronous code that became synchronous.

use crate::domain::severity::Severity;
use crate::logic::evidence::Side;

use super::super::{
    changes::Changes,
    clue::{Hint, Rule, slowness},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "async_to_sync",
    severity: Severity::Medium,
    title: "asynchronous code became synchronous",
    impact: "What was done side by side is done one after the other: a backlog grows.",
    remedy: "Keep the function asynchronous, or move the work to a worker.",
    changes,
    signs: &[],
    consequence: false,
};

fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let functions = &changes.facts.functions;
    let now_sync = functions.iter().filter(|(spot, side, name, is_async)| {
        *side == Side::Added
            && !is_async
            && functions.iter().any(|(old, side, known, was)| {
                *side == Side::Removed && *was && known == name && old.file.path() == spot.file.path()
            })
    });
    let functions = now_sync.map(|(spot, _, name, _)| Hint {
        matters: slowness(&["blocking"]),
        spot: spot.clone(),
        what: format!("{name} is no longer asynchronous"),
        silent: false,
    });
    let calls = &changes.facts.calls;
    let waited = |callee: &str, path: &str| {
        calls.iter().any(|call| {
            call.side == Side::Removed && call.awaited && call.callee == callee && call.spot.file.path() == path
        })
    };
    let calls = calls
        .iter()
        .filter(|call| call.side == Side::Added && !call.awaited && waited(&call.callee, call.spot.file.path()));
    let unwaited = calls.map(|call| Hint {
        matters: slowness(&["blocking"]),
        spot: call.spot.clone(),
        what: format!("{} is no longer awaited", call.callee),
        silent: false,
    });
    functions.chain(unwaited).collect()
}
