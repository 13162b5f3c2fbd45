//! A variable that the program wants and the deployment does not give.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};
use crate::logic::evidence::Side;

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Where},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "missing_env_var",
    severity: Severity::Critical,
    title: "a variable is missing",
    impact: "The program cannot start, or fails when it needs the variable.",
    remedy: "Give the variable to the deployment, or bring back the entry that was removed.",
    changes,
    signs: &[
        Sign::new(
            &["placeholder"],
            r"(?i:resolve placeholder) '(?P<x>[A-Z][A-Z0-9_]{2,})'",
            About::Variable,
            Where::Program,
        ),
        Sign::new(
            &["field required"],
            r"^(?P<x>[A-Za-z]\w+): (?i:field required) .*\w*(Settings|Config|Environment)\)$",
            About::Setting,
            Where::Program,
        ),
        Sign::new(&["KeyError"], r"KeyError: '(?P<x>[A-Z][A-Z0-9_]{2,})'", About::Variable, Where::Program),
        Sign::new(
            &["environment variable", "env var", "env variable"],
            r"(?i:env(ironment)?[ _-]?var(iable)?s?)\b[^A-Z]{0,40}?\b(?P<x>[A-Z][A-Z0-9_]{2,})\b",
            About::Variable,
            Where::Program,
        ),
        Sign::new(
            &[
                "not set",
                "missing",
                "required",
                "undefined",
                "must be set",
                "not defined",
                "not found",
                "unset",
                "empty",
            ],
            r#"\b(?P<x>[A-Z][A-Z0-9]*_[A-Z0-9_]+)\b['\"`]?:?\s*(?i:(environment |env )?(variable )?(is |was |has |must |not |cannot |be )*(set|missing|required|undefined|defined|found|unset|empty))"#,
            About::Variable,
            Where::Program,
        ),
        Sign::new(
            &["missing", "required", "undefined", "unset", "set the"],
            r"(?i:missing|required|undefined|unset|set the)\b[^A-Z\n]{0,40}\b(?P<x>[A-Z][A-Z0-9]*_[A-Z0-9_]+)\b",
            About::Variable,
            Where::Program,
        ),
    ],
    consequence: false,
};

/// Variables that the deployment no longer gives, and variables that the code now reads and no change gives.
fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let given = |name: &str| changes.variables.iter().any(|given| given.side == Side::Added && given.name == name);
    let variable = |name: &str| vec![Matter::Variable(Safe::line(name))];
    let removed =
        changes.variables.iter().filter(|gone| gone.side == Side::Removed && !given(&gone.name)).map(|gone| Hint {
            matters: variable(&gone.name),
            spot: gone.spot.clone(),
            what: format!("{} was removed", gone.name),
            silent: false,
        });
    // Whatever a removed envFrom gave is gone with it.
    let sources = changes
        .changed_settings()
        .filter(|(old, new)| new.is_none() && (old.key == "envFrom" || old.is_under("envFrom")));
    let from = sources.take(1).map(|(old, _)| Hint {
        matters: variable(""),
        spot: old.spot.clone(),
        what: "a source of variables (envFrom) was removed".to_owned(),
        silent: false,
    });
    let known = |name: &str| changes.facts.reads.iter().any(|read| read.side == Side::Removed && read.name == name);
    let reads =
        changes.facts.reads.iter().filter(|read| read.side == Side::Added && !known(&read.name) && !given(&read.name));
    let read = reads.map(|read| Hint {
        matters: variable(&read.name),
        spot: read.spot.clone(),
        what: format!(
            "no change that was given sets {}, which is read{}",
            read.name,
            if read.required { "" } else { " with a default" }
        ),
        silent: !read.required,
    });
    removed.chain(from).chain(read).collect()
}
