//! What is wrong with a policy, in words.

use serde_saphyr::{Error, Location, budget::BudgetBreach};

use crate::logic::spelling::suggestion;

/// Levels of nesting.
pub(super) const DEEPEST: usize = 32;

/// Why a policy cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Mistake {
    /// In words, with the line where there is one.
    pub text: String,
}

impl Mistake {
    pub(super) fn at(location: Location, text: impl AsRef<str>) -> Self {
        Self { text: format!("{}, line {}", text.as_ref(), location.line()) }
    }

    pub(super) fn of(error: &Error, text: &str) -> Self {
        let error = error.without_snippet();
        let line = error.location().map_or(0, |location| location.line());
        let here = if line == 0 { String::new() } else { format!(", line {line}") };
        let said = match error {
            Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => {
                format!("nesting deeper than {DEEPEST} at line {line}")
            }
            Error::Budget { breach: BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. }, .. } => {
                format!("too large: alias limit (line {line}); aliases and anchors are not allowed")
            }
            Error::Budget { .. } => format!("too large (line {line})"),
            Error::DuplicateMappingKey { key: Some(key), .. } => match first_line_of(key, line, text) {
                Some(first) => format!("duplicate key `{key}`, line {first} and {line}"),
                None => format!("duplicate key `{key}`{here}"),
            },
            Error::SerdeUnknownField { field, expected, .. } => {
                let hint = suggestion(field, expected.iter().copied());
                let here = if hint.is_empty() { here } else { format!(" line {line}") };
                format!("unknown field `{field}`{hint}{here}")
            }
            Error::SerdeUnknownVariant { variant, expected, .. } => {
                format!("unknown environment `{variant}`, known: {}{here}", expected.join(", "))
            }
            Error::SerdeMissingField { field, .. } => format!("missing field `{field}`{here}"),
            Error::InvalidScalar { ty: "u32", .. } => format!("expected a whole number{here}"),
            other => external(first_line(&other.to_string()), &here),
        };
        Self { text: said }
    }
}

/// What the YAML parser itself says; it may have named the place already.
fn external(said: &str, here: &str) -> String {
    if said.contains("recursion limit") {
        return format!("nesting deeper than {DEEPEST} at{}", here.trim_start_matches(','));
    }
    let here = if said.contains("line ") { "" } else { here };
    format!("{said}{here}")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or(text)
}

/// The nearest line above `line` that gives `key`.
fn first_line_of(key: &str, line: u64, text: &str) -> Option<usize> {
    let before = usize::try_from(line).ok()?.checked_sub(1)?;
    let gives = |row: &str| {
        row.trim_start_matches(['-', ' ']).strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    text.lines().take(before).enumerate().filter(|(_, row)| gives(row)).last().map(|(index, _)| index + 1)
}
