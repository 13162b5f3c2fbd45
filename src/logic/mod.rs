//! Decisions: pure functions over domain values.

pub mod board;
pub mod verdict;
