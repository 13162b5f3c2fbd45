//! An event loop that something holds up.

use crate::domain::severity::Severity;

use super::super::clue::{About, Rule, Sign, Where, no_changes};

pub(in super::super) const RULE: Rule = Rule {
    name: "blocked_event_loop",
    severity: Severity::High,
    title: "the event loop is blocked",
    impact: "No request is answered while it is held up.",
    remedy: "Take the work that holds it out of the loop.",
    changes: no_changes,
    signs: &[
        Sign::new(
            &["event loop", "eventloop", "Executing <"],
            r"(?i)event[ -]?loop.{0,40}(block|lag|delay|stall)|(block|lag|delay|stall)\w*.{0,20}event[ -]?loop|Executing <(Task|Handle|TimerHandle).* took",
            About::Slow(&["blocking", "cpu", "files"]),
            Where::Program,
        ),
        Sign::new(
            &["blocked for", "BlockedThread"],
            r"(?i)(thread|loop).{0,60}blocked for",
            About::Slow(&["blocking", "cpu", "files"]),
            Where::Program,
        ),
    ],
    consequence: false,
};
