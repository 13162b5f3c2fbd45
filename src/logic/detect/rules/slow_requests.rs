//! Requests that are answered late.

use crate::domain::severity::Severity;

use super::super::clue::{About, Rule, Sign, Where, no_changes};

pub(in super::super) const RULE: Rule = Rule {
    name: "slow_requests",
    severity: Severity::Medium,
    title: "requests are slow",
    impact: "Those who use the service wait.",
    remedy: "Find what the time goes to; what changed in the way of requests comes first.",
    changes: no_changes,
    signs: &[
        Sign::new(
            &["took", "duration", "latency", "elapsed", "responseTime", "response_time", "completed in", " in "],
            r#"(?i)(took|duration(_?ms|_seconds)?|latency(_?ms)?|elapsed(_?ms)?|response_?time(_?ms)?|completed in|in)[\"']?\s*[:= ]\s*[\"']?(?P<x>\d+(\.\d+)?)\s*(?P<u>ms|milliseconds|s\b|sec|seconds)"#,
            About::Took,
            Where::Aloud,
        ),
        Sign::new(
            &["duration_ms", "durationms", "latency_ms", "elapsed_ms", "responsetime"],
            r#"(?i)(duration_?ms|latency_?ms|elapsed_?ms|response_?time)[\"']?\s*[:=]\s*(?P<x>\d{4,}(\.\d+)?)(?P<u>)\b"#,
            About::TookMs,
            Where::Aloud,
        ),
        // As gin and morgan write it.
        Sign::new(&["[GIN]"], r"\[GIN\].*\|\s+(?P<x>\d+(\.\d+)?)(?P<u>ms|s)\s", About::Took, Where::Aloud),
        Sign::new(
            &[" ms - "],
            r"\b(GET|POST|PUT|PATCH|DELETE|HEAD) \S+ \d{3} (?P<x>\d+(\.\d+)?) (?P<u>ms) - ",
            About::Took,
            Where::Aloud,
        ),
        Sign::new(
            &["slow query", "slow request"],
            r"(?i)slow (query|request)s?\b",
            About::Slow(&["queries"]),
            Where::Program,
        ),
    ],
    consequence: true,
};
