//! The list's lines.

use crate::{domain::text::Safe, flow::Model};

/// The newest first.
pub fn rows(model: &Model) -> Vec<Safe> {
    model
        .desk
        .walks
        .values()
        .rev()
        .map(|walk| {
            let strategy = &walk.state.strategy().id;
            Safe::line(&format!("{}  {strategy}  {:?}", walk.alias, walk.state.standing()))
        })
        .collect()
}
