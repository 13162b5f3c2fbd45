//! Everything outside that the console talks to, behind traits: tests build it from fakes.

use std::sync::Arc;

use super::cluster::Api;

/// The neighbours of one console.
#[derive(Clone)]
pub struct World {
    /// The pinned clusters, in the order of the command line.
    pub clusters: Vec<Arc<dyn Api>>,
}
