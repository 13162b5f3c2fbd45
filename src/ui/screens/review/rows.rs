//! The list's lines.

use crate::{domain::text::Safe, flow::Model};

/// The newest first.
pub fn rows(model: &Model) -> Vec<Safe> {
    model
        .desk
        .fixes
        .values()
        .rev()
        .map(|fix| Safe::line(&format!("{}  {:?}  {}", fix.alias, fix.state, fix.title)))
        .collect()
}
