//! A container that reached its memory limit.

use crate::domain::quantity;
use crate::domain::{finding::Matter, severity::Severity, text::Safe};

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Where},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "out_of_memory",
    severity: Severity::Critical,
    title: "out of memory",
    impact: "The container is killed and starts again, and requests on it are lost.",
    remedy: "Give back the memory limit, or make the program need less.",
    changes,
    signs: &[
        Sign::new(&["OOMKilled"], r"OOMKilled(?P<x>)", About::Limit("memory"), Where::Cluster),
        Sign::new(
            &["heap out of memory", "OutOfMemoryError", "MemoryError", "cannot allocate memory", "out of memory"],
            r"(?i)heap out of memory|OutOfMemoryError|^MemoryError|cannot allocate memory|fatal error: (runtime: )?out of memory|std::bad_alloc|killed process",
            About::Limit("memory"),
            Where::Program,
        ),
    ],
    consequence: false,
};

/// A memory limit that went down, or a heap that went up.
fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let lowered = changes.changed_settings().filter(|(old, _)| old.key == "memory" && !old.is_under("requests"));
    lowered
        .filter_map(|(old, new)| {
            let new = new?;
            let (before, after) = (quantity::units(&old.value)?, quantity::units(&new.value)?);
            (after < before).then(|| Hint {
                matters: vec![Matter::Limit(Safe::from_static("memory"))],
                spot: new.spot.clone(),
                what: format!("the memory limit went from {} to {}", old.value, new.value),
                silent: false,
            })
        })
        .chain(changes.new_settings().filter(|new| new.key == "memory" && new.is_under("limits")).map(|new| Hint {
            matters: vec![Matter::Limit(Safe::from_static("memory"))],
            spot: new.spot.clone(),
            what: format!("a memory limit of {} was set", new.value),
            silent: true,
        }))
        .collect()
}
