//! A program that fails with an error of its own, or a container that ends again and again.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};
use crate::logic::evidence::Said;

use super::super::clue::{About, Rule, Sign, Where, no_changes};

pub(in super::super) const RULE: Rule = Rule {
    name: "crash",
    severity: Severity::High,
    title: "the program fails",
    impact: "Requests fail, or no new pod becomes ready.",
    remedy: "Mend the line that the error names, or go back to the last revision.",
    changes: no_changes,
    signs: &[
        Sign::new(&["CrashLoopBackOff"], r"CrashLoopBackOff", About::Nothing, Where::Cluster),
        Sign::new(
            &["terminated Error", "termination Error"],
            r"terminat(ed|ion) Error (?P<x>)[1-9]",
            About::Nothing,
            Where::Cluster,
        ),
        Sign::new(&["Back-off restarting"], r"Back-off restarting failed container", About::Nothing, Where::Cluster),
    ],
    consequence: true,
};

/// What an exception is about: its own words, so that each is told once.
pub(in super::super) fn matters(said: &Said<'_>) -> Vec<Matter> {
    let frame = said.frame();
    let file = frame.map(|frame| Matter::File(Safe::line(&frame.file)));
    let function = frame.and_then(|frame| frame.function.as_deref()).map(|name| Matter::Function(Safe::line(name)));
    file.into_iter().chain(function).collect()
}
