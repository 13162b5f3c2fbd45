//! Which strategy fits a failure.

use crate::domain::{
    analysis::Category, environment::Environment, severity::Severity, strategy::Strategy, text::Safe, workload::Kind,
};

/// What a strategy has to fit. What is not known rules nothing out and counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    pub category: Option<Category>,
    pub severity: Option<Severity>,
    pub kind: Kind,
    pub environment: Environment,
}

/// A strategy that fits, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub id: Safe,
    /// How many of its conditions say so.
    pub matches: usize,
    /// In words.
    pub why: Safe,
}

/// The strategies that fit, the closest first.
#[must_use]
pub fn choose<'s>(strategies: impl IntoIterator<Item = &'s Strategy>, failure: Failure) -> Vec<Choice> {
    let mut choices: Vec<_> = strategies.into_iter().filter_map(|strategy| choice(strategy, failure)).collect();
    choices.sort_by(|a, b| b.matches.cmp(&a.matches).then_with(|| a.id.cmp(&b.id)));
    choices
}

fn choice(strategy: &Strategy, failure: Failure) -> Option<Choice> {
    let applies = &strategy.applies_to;
    let mut said = Vec::new();
    fit(&applies.kinds, Some(&failure.kind), "kind", &mut said)?;
    fit(&applies.environments, Some(&failure.environment), "environment", &mut said)?;
    fit(&applies.categories, failure.category.as_ref(), "type of failure", &mut said)?;
    fit(&applies.severities, failure.severity.as_ref(), "severity", &mut said)?;
    let why = if said.is_empty() { "fits any".to_owned() } else { format!("fits by {}", said.join(", ")) };
    Some(Choice { id: strategy.id.clone(), matches: said.len(), why: Safe::line(&why) })
}

/// `None` where it does not fit; the word is said where it does by more than not mattering.
fn fit<T: PartialEq>(wanted: &[T], is: Option<&T>, word: &'static str, said: &mut Vec<&'static str>) -> Option<()> {
    let Some(is) = is.filter(|_| !wanted.is_empty()) else { return Some(()) };
    wanted.contains(is).then(|| said.push(word))
}
