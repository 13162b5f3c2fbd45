//! A thread for what recurses.

use std::thread;

use crate::logic::strategy::STACK;

/// Runs something that reads or evaluates expressions on a stack that they cannot overflow; `None` if there is no thread to be had, or it died.
pub fn deep<T: Send>(run: impl FnOnce() -> T + Send) -> Option<T> {
    thread::scope(|scope| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run).ok()?.join().ok())
}
