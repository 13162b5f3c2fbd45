//! A host name that nothing answers to.

use crate::domain::severity::Severity;

use super::super::clue::{About, Rule, Sign, Where, no_changes};

pub(in super::super) const RULE: Rule = Rule {
    name: "name_resolution",
    severity: Severity::High,
    title: "a name cannot be resolved",
    impact: "What needs the other side fails.",
    remedy: "Correct the host's name, or its entry in DNS.",
    changes: no_changes,
    signs: &[
        Sign::new(&["no such host"], r"lookup (?P<x>[\w.-]+).{0,60}no such host", About::Host, Where::Program),
        Sign::new(&["ENOTFOUND", "EAI_AGAIN"], r"(ENOTFOUND|EAI_AGAIN) (?P<x>[\w.-]+)", About::Host, Where::Program),
        Sign::new(
            &["could not translate host name"],
            r#"could not translate host name \"(?P<x>[\w.-]+)\""#,
            About::Host,
            Where::Program,
        ),
        Sign::new(
            &["Failed to resolve", "Name or service not known", "name resolution", "UnknownHostException"],
            r"(?i)(UnknownHostException: |host='|failed to resolve '|resolve host:? )(?P<x>[\w.-]+)",
            About::Host,
            Where::Program,
        ),
        Sign::new(
            &["Name or service not known", "name resolution"],
            r"(?i)name or service not known|temporary failure in name resolution",
            About::Nothing,
            Where::Program,
        ),
    ],
    consequence: false,
};
