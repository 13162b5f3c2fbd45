//! Going through the list of rules.

use super::{super::clue::Rule, RULES};

/// Every rule.
pub(in super::super) fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied()
}

/// The name of every rule.
pub fn names() -> impl Iterator<Item = &'static str> {
    all().map(|rule| rule.name)
}
