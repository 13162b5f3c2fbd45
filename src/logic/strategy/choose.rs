//! Which strategies fit a failure.

use crate::domain::{
    analysis::Category,
    environment::Environment,
    severity::Severity,
    strategy::{Origin, Strategy},
    text::Safe,
    workload::Kind,
};

/// What a strategy has to fit. What is not known rules nothing out and counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    pub category: Option<Category>,
    pub severity: Option<Severity>,
    pub kind: Kind,
    pub environment: Environment,
    /// What broke it, where its revisions tell.
    pub origin: Option<Origin>,
}

/// A strategy that can be walked, and how it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub id: Safe,
    /// How many of its conditions say so.
    pub matches: usize,
    /// How many of them it was not made for.
    pub misfits: usize,
    /// In words.
    pub why: Safe,
}

/// What can be walked, the closest first.
///
/// What the rollout *is* (its kind, its environment) rules a strategy out. What its failure is *called* does not: type and severity are
/// inferred, and the strategy looks at the rollout itself before it changes anything. They only put it behind those that fit, with a word.
#[must_use]
pub fn choose<'s>(strategies: impl IntoIterator<Item = &'s Strategy>, failure: Failure) -> Vec<Choice> {
    let mut choices: Vec<_> = strategies.into_iter().filter_map(|strategy| choice(strategy, failure)).collect();
    choices.sort_by(|a, b| {
        a.misfits.cmp(&b.misfits).then_with(|| b.matches.cmp(&a.matches)).then_with(|| a.id.cmp(&b.id))
    });
    choices
}

fn choice(strategy: &Strategy, failure: Failure) -> Option<Choice> {
    let applies = &strategy.applies_to;
    let is = [
        ("kind", fit(&applies.kinds, Some(&failure.kind))),
        ("environment", fit(&applies.environments, Some(&failure.environment))),
    ];
    if is.iter().any(|(_, fit)| *fit == Some(false)) {
        return None;
    }
    let called = [
        ("type of failure", fit(&applies.categories, failure.category.as_ref())),
        ("severity", fit(&applies.severities, failure.severity.as_ref())),
    ];
    let cause = [("cause", fit(&applies.broken_by, failure.origin.as_ref()))];
    let said = |wanted: bool| -> Vec<&str> {
        cause.iter().chain(&is).chain(&called).filter(|(_, fit)| *fit == Some(wanted)).map(|(word, _)| *word).collect()
    };
    let (fits, not) = (said(true), said(false));
    let why = match (fits.as_slice(), not.as_slice()) {
        ([], []) => "fits any".to_owned(),
        (_, []) => format!("fits by {}", fits.join(", ")),
        _ => format!("made for another {}", not.join(", ")),
    };
    Some(Choice { id: strategy.id.clone(), matches: fits.len(), misfits: not.len(), why: Safe::line(&why) })
}

/// Whether it fits; `None` where any does, or what it is is not known.
fn fit<T: PartialEq>(wanted: &[T], is: Option<&T>) -> Option<bool> {
    let is = is.filter(|_| !wanted.is_empty())?;
    Some(wanted.contains(is))
}
