//! Something that does not answer where the program asks.

use crate::domain::severity::Severity;

use super::super::clue::{About, Rule, Sign, Where, no_changes};

pub(in super::super) const RULE: Rule = Rule {
    name: "connection_refused",
    severity: Severity::High,
    title: "a connection is refused",
    impact: "What needs the other side fails.",
    remedy: "Correct the address, or bring the other side back.",
    changes: no_changes,
    signs: &[
        Sign::new(&["ECONNREFUSED"], r"ECONNREFUSED (?P<x>[\w.:\[\]-]+)", About::Address, Where::Program),
        Sign::new(
            &["connection refused"],
            r"(?i)dial tcp (?P<x>[\w.:\[\]-]+): connect: connection refused",
            About::Address,
            Where::Program,
        ),
        Sign::new(
            &["connection refused"],
            r#"(?i)could not connect to server: connection refused.*?host \"(?P<x>[\w.-]+)\""#,
            About::Host,
            Where::Program,
        ),
        Sign::new(
            &["connection refused"],
            r#"(?i)connection to server at \"(?P<x>[\w.-]+)\""#,
            About::Host,
            Where::Program,
        ),
        Sign::new(
            &["connection refused", "Errno 111", "refused"],
            r#"(?i)(to|at|host|host=)\s*['\"]?(?P<x>[\w-]+(\.[\w-]+)*:\d{2,5})\b.*refused"#,
            About::Address,
            Where::Program,
        ),
        // As Java writes it: `Connection refused: elastic.search.svc/10.43.8.8:9201`.
        Sign::new(
            &["connection refused"],
            r"(?i)connection refused: (?P<x>[\w.-]+)/[\d.]+:\d+",
            About::Host,
            Where::Program,
        ),
        Sign::new(
            &["connection refused"],
            r"(?i)connection refused: [\w.-]*/?[\d.]*(?P<x>:\d{2,5})\b",
            About::Address,
            Where::Program,
        ),
        Sign::new(
            &["connection refused", "Errno 111"],
            r"(?i)host='?(?P<x>[\w.-]+)'?, port=\d+.*refused",
            About::Host,
            Where::Program,
        ),
        Sign::new(
            &["connection refused", "Errno 111"],
            r"(?i)connection refused|errno 111",
            About::Nothing,
            Where::Program,
        ),
        Sign::new(
            &["connection reset by peer", "no route to host"],
            r"(?i)(no route to host|connection reset by peer)",
            About::Nothing,
            Where::Program,
        ),
    ],
    consequence: false,
};
