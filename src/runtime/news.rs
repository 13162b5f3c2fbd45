//! What tasks tell the loop.

use std::sync::Arc;

use crate::{adapters::cluster::Api, flow::Event};

/// One thing that a task tells the loop.
pub(super) enum News {
    Event(Event),
    /// A context was pinned: the watches are the loop's to change.
    Pinned(Arc<dyn Api>),
}
