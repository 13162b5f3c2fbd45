//! Something that takes longer than it may.

use crate::domain::severity::Severity;

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Where, slowness},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "timeouts",
    severity: Severity::Medium,
    title: "time limits are exceeded",
    impact: "Requests fail after a wait.",
    remedy: "Find what takes the time, or give back the time limit.",
    changes,
    signs: &[
        Sign::new(
            &["timed out", "deadline exceeded", "ETIMEDOUT", "TimeoutError", "WORKER TIMEOUT", "ReadTimeout"],
            r"(?i)context deadline exceeded|\bETIMEDOUT\b|WORKER TIMEOUT|ReadTimeout|TimeoutError|(request|connection|operation|query|upstream|read|call) (has )?timed out|timed out (after|waiting|while)|timed out$",
            About::Slow(&["blocking", "queries", "files", "cpu"]),
            Where::Program,
        ),
        Sign::new(
            &["504", "upstream"],
            r"(?i)504 gateway time-?out|upstream request timeout|upstream timed out",
            About::Slow(&["blocking", "queries", "files", "cpu"]),
            Where::Program,
        ),
        Sign::new(
            &["statement timeout"],
            r"(?i)canceling statement due to statement timeout",
            About::Slow(&["queries"]),
            Where::Program,
        ),
    ],
    consequence: true,
};

/// A time limit that went down.
fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let number = |text: &str| {
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u64>().ok()
    };
    let settings = changes.changed_settings().filter_map(|(old, new)| Some((old, new?))).filter(|(old, new)| {
        let name = format!("{} {}", new.key, new.item.as_deref().unwrap_or_default()).to_lowercase();
        name.contains("timeout")
            && matches!((number(&old.value), number(&new.value)), (Some(old), Some(new)) if new < old)
    });
    settings
        .map(|(old, new)| Hint {
            matters: slowness(&["blocking", "queries", "files", "cpu"]),
            spot: new.spot.clone(),
            what: format!("{} went from {} to {}", new.item.as_deref().unwrap_or(&new.key), old.value, new.value),
            silent: true,
        })
        .collect()
}
