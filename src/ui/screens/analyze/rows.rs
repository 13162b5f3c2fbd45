//! The list's lines.

use crate::{domain::text::Safe, flow::Model};

/// The newest first.
pub fn rows(model: &Model) -> Vec<Safe> {
    model
        .desk
        .incidents
        .values()
        .rev()
        .map(|incident| {
            let analysis = if incident.analysis.is_some() { "analysed" } else { "not analysed" };
            Safe::line(&format!("{}  {}  {analysis}", incident.alias, incident.title))
        })
        .collect()
}
