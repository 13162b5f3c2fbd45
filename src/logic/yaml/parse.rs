//! From text to a tree, within the budget.

use serde_saphyr::{Error, Spanned, budget::BudgetBreach};

use super::{
    strict::strict,
    tree::{Raw, Spot, Tree},
};

/// Bytes of a file.
const LARGEST: usize = 256 * 1024;
const EVENTS: usize = 20_000;
const NODES: usize = 10_000;
/// Levels of nesting.
pub(super) const DEEPEST: usize = 32;

/// Reads one document. The fault is what the parser could not get past, in words, and where.
pub fn parse(text: &str) -> Result<Tree, (Spot, String)> {
    if text.len() > LARGEST {
        return Err((Spot::default(), "definition too large: more than 256 KiB".to_owned()));
    }
    serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, strict(EVENTS, NODES, DEEPEST))
        .map(|raw| Tree::of(raw, text))
        .map_err(|error| explained(&error, text))
}

fn explained(error: &Error, text: &str) -> (Spot, String) {
    let error = error.without_snippet();
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let spot =
        error.location().map_or_else(Spot::default, |at| Spot { line: number(at.line()), column: number(at.column()) });
    let line = spot.line;
    let said = match error {
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => {
            format!("nesting deeper than {DEEPEST} at line {line}")
        }
        Error::Budget { breach: BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. }, .. } => {
            format!("definition too large: alias limit (line {line}); aliases and anchors are not allowed")
        }
        Error::Budget { .. } => format!("definition too large (line {line})"),
        Error::DuplicateMappingKey { key: Some(key), .. } => match first_line_of(key, line, text) {
            Some(first) => format!("duplicate key `{key}`, line {first} and {line}"),
            None => format!("duplicate key `{key}`"),
        },
        other => external(other, line),
    };
    (spot, said)
}

/// What the YAML parser itself says.
fn external(error: &Error, line: usize) -> String {
    let said = error.to_string();
    if said.contains("recursion limit") {
        return format!("nesting deeper than {DEEPEST} at line {line}");
    }
    said.lines().next().unwrap_or_default().to_owned()
}

/// The line of a key's first appearance, at the same depth of indentation as its second.
fn first_line_of(key: &str, second: usize, text: &str) -> Option<usize> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let depth = text.lines().nth(second.checked_sub(1)?).map(indent)?;
    let is_key = |line: &str| {
        let rest = line.trim_start().trim_start_matches(['"', '\'']).strip_prefix(key);
        rest.is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
    };
    let lines: Vec<_> = text.lines().take(second - 1).collect();
    lines.iter().rposition(|line| indent(line) == depth && is_key(line)).map(|at| at + 1)
}
