//! How far a rollout may go: numbers and percentages.

use serde_json::Value;

use crate::drill::store::names;

use super::problems::Problems;

/// A number of pods, or a share of them.
pub fn amount(value: Option<&Value>, field: &str, problems: &mut Problems) {
    match value {
        Some(Value::String(text)) => problems.text(field, text, names::percent(text)),
        other => problems.not_negative(field, other),
    }
}

/// A share of the pods is no more than all of them.
pub fn at_most_all(value: Option<&Value>, field: &str, problems: &mut Problems) {
    if let Some(value) = value.filter(|value| percent(value).is_some_and(|share| share > 100)) {
        problems.invalid(field, value, "must not be greater than 100%");
    }
}

/// Whether it comes to nothing.
pub fn is_none(value: Option<&Value>) -> bool {
    value.is_none_or(|value| value.as_i64() == Some(0) || percent(value) == Some(0))
}

fn percent(value: &Value) -> Option<i64> {
    value.as_str()?.strip_suffix('%')?.parse().ok()
}
