//! A ConfigMap, Secret, volume or account that pods refer to and that is not there.

use crate::domain::severity::Severity;

use super::super::clue::{About, Rule, Sign, Where, no_changes};

pub(in super::super) const RULE: Rule = Rule {
    name: "missing_object",
    severity: Severity::Critical,
    title: "an object is missing",
    impact: "New pods cannot be made.",
    remedy: "Create the object, or correct the reference to it.",
    changes: no_changes,
    signs: &[
        Sign::new(
            &["not found"],
            r#"(?i)(configmap|secret|persistentvolumeclaim|serviceaccount|pvc)s? \"(?P<x>[^\"]+)\" (not found|is forbidden)"#,
            About::Object,
            Where::Cluster,
        ),
        Sign::new(
            &["couldn't find key", "references non-existent"],
            r"couldn't find key (?P<x>[\w.-]+) in (ConfigMap|Secret)",
            About::Key,
            Where::Cluster,
        ),
        Sign::new(
            &["non-existent config key"],
            r"references non-existent (config|secret) key: (?P<x>[\w.-]+)",
            About::Key,
            Where::Cluster,
        ),
        Sign::new(&["serviceaccount"], r#"serviceaccount \"(?P<x>[^\"]+)\" not found"#, About::Object, Where::Cluster),
    ],
    consequence: false,
};
