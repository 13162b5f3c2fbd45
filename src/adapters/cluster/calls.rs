//! The API calls that the console made, the latest 2,000 of them: what `@` shows.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use crate::domain::inspection::Call;

const KEPT: usize = 2_000;

/// A ring of calls.
#[derive(Debug, Default)]
pub(super) struct Calls(Mutex<VecDeque<Call>>);

impl Calls {
    pub(super) fn push(&self, call: Call) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() == KEPT {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    /// The newest first.
    pub(super) fn list(&self) -> Vec<Call> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().rev().cloned().collect()
    }
}
