//! A key of a ConfigMap or Secret that was written outside any rollout. What it takes is in the record of the pods' configuration:
//! `detect::drift` joins it with what failed.

use crate::domain::severity::Severity;

use super::super::clue::{Rule, no_changes};

pub(in super::super) const RULE: Rule = Rule {
    name: "changed_configuration",
    severity: Severity::High,
    title: "configuration was changed",
    impact: "Every pod that starts since then fails, whatever version it runs.",
    remedy: "Bring back what the key held, then restart the pods: a rollback does not bring it back.",
    changes: no_changes,
    signs: &[],
    consequence: false,
};
