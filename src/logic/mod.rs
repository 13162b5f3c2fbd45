//! Decisions: pure functions over domain values.

pub mod board;
pub mod gate;
pub mod policy;
pub mod spelling;
pub mod verdict;
