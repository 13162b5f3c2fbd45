//! What a plan changes, as people read it.

use serde_json::Value;

use crate::{adapters::cluster::unified, domain::text::Safe};

/// Unified YAML of a plan's two blobs; `None` where they are no objects.
#[must_use]
pub fn diff(before: &[u8], after: &[u8]) -> Option<Vec<Safe>> {
    let read = |bytes| serde_json::from_slice::<Value>(bytes).ok();
    Some(unified(&read(before)?, &read(after)?))
}
