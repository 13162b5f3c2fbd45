//! What a server is started with.

use std::sync::Arc;

use crate::drill::faults::Faults;

use super::seen::Observer;

/// By default nothing goes wrong, and nobody listens.
#[derive(Clone)]
pub struct Options {
    pub faults: Faults,
    pub observer: Observer,
}

impl Default for Options {
    fn default() -> Self {
        Self { faults: Faults::default(), observer: Arc::new(|_| {}) }
    }
}
