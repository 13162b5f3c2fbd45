//! A field that is demanded or read, and that is not there.

use crate::domain::severity::Severity;

use super::super::clue::{About, Rule, Sign, Where, no_changes};

pub(in super::super) const RULE: Rule = Rule {
    name: "missing_key",
    severity: Severity::High,
    title: "a field is missing",
    impact: "Requests with such data fail, or the program does not start.",
    remedy: "Accept what has no such field, or send it.",
    changes: no_changes,
    signs: &[
        Sign::new(&["KeyError"], r#"KeyError: ['\"](?P<x>[^'\"]+)['\"]"#, About::Field, Where::Program),
        Sign::new(
            &["required"],
            r#"(?i)(missing required|required) (field|key|property|parameter|argument|setting|option)s?:? ['\"]?(?P<x>\w+)"#,
            About::Field,
            Where::Program,
        ),
        Sign::new(&["field required"], r"^(?P<x>[\w.-]+): (?i:field required)", About::Field, Where::Program),
        Sign::new(
            &["is required"],
            r#"(?i)['\"]?\b(?P<x>\w+)['\"]? (field )?is (a )?required"#,
            About::Field,
            Where::Program,
        ),
        Sign::new(
            &["required positional", "required keyword-only"],
            r"missing \d+ required (positional|keyword-only) arguments?: '(?P<x>\w+)'",
            About::Field,
            Where::Program,
        ),
        Sign::new(&["reading '", "of undefined"], r"reading '(?P<x>\w+)'", About::Field, Where::Program),
        Sign::new(&["has no attribute"], r"object has no attribute '(?P<x>\w+)'", About::Field, Where::Program),
        Sign::new(
            &["is not a function", "is not defined"],
            r"\b(?P<x>\w+) is not (a function|defined)",
            About::Field,
            Where::Program,
        ),
        Sign::new(&["is not defined"], r"name '(?P<x>\w+)' is not defined", About::Field, Where::Program),
        Sign::new(
            &["unexpected keyword", "unknown field", "unknown key", "unrecognized", "unknown flag", "flag provided"],
            r#"(?i)(unexpected keyword argument|unknown field|unknown key|unrecognized (option|argument|arguments:?)|unknown flag:?|flag provided but not defined:) ['\"]?-*(?P<x>\w[\w-]*)"#,
            About::Field,
            Where::Program,
        ),
    ],
    consequence: false,
};
