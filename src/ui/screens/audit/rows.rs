//! The list's lines.

use crate::{domain::text::Safe, flow::Model};

/// The newest first.
pub fn rows(model: &Model) -> Vec<Safe> {
    model
        .desk
        .records
        .iter()
        .rev()
        .map(|record| Safe::line(&format!("{}  {}  {}  {}", record.seq, record.at(), record.actor, record.kind)))
        .collect()
}
