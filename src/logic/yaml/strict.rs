//! How strictly files are read that people write.

use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy, Options};

/// One document in which no key stands twice, nothing refers to anything, and booleans are `true` and `false`; with so many events and nodes at
/// most, and levels of nesting.
#[must_use]
pub fn strict(events: usize, nodes: usize, depth: usize) -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: events,
            max_nodes: nodes,
            max_depth: depth,
            flow_nesting_limit: depth,
            max_aliases: 0,
            max_anchors: 0,
            max_documents: 1,
            max_merge_keys: 0,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
    }
}
