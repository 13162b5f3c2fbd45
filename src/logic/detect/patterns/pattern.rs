//! One pattern of a team.

use crate::domain::{severity::Severity, text::Safe};

use super::glob;

/// What to look for, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    pub name: Safe,
    /// Words of a changed line; `.*` in one stands for anything between.
    pub keywords: Vec<String>,
    /// Which files: all, where none are named.
    pub files: Vec<String>,
    /// Words of a line of a log, of events or status. Without any, the pattern is never more than a hint.
    pub symptoms: Vec<String>,
    pub severity: Severity,
    pub impact: Safe,
    pub remedy: Safe,
}

impl Pattern {
    /// Whether a changed line of this file is meant.
    pub(super) fn is_in(&self, path: &str, line: &str) -> bool {
        (self.files.is_empty() || self.files.iter().any(|file| glob::matches(file, path)))
            && self.keywords.iter().any(|keyword| has(line, keyword))
    }

    /// Whether a line says that it failed.
    pub(super) fn is_said(&self, line: &str) -> bool {
        let line = line.to_lowercase();
        self.symptoms.iter().any(|symptom| has(&line, &symptom.to_lowercase()))
    }
}

/// Whether a text has all parts of a keyword, one after the other.
fn has(text: &str, keyword: &str) -> bool {
    let rest = keyword.split(".*").try_fold(text, |rest, part| rest.split_once(part).map(|(_, rest)| rest));
    rest.is_some()
}

#[cfg(test)]
mod tests {
    use super::has;

    #[test]
    fn parts_come_one_after_the_other() {
        assert!(has("for row in db.query(x):", "for.*query") && has("time.sleep(3)", "sleep("));
        assert!(!has("query for rows", "for.*query") && !has("asleep", "sleep("));
    }
}
