//! Decisions: pure functions over domain values.

pub mod board;
pub mod categorize;
pub mod detect;
pub mod evidence;
pub mod fix;
pub mod gate;
pub mod incident;
pub mod policy;
pub mod prompt;
pub mod redact;
pub mod spelling;
pub mod strategy;
pub mod verdict;
pub mod verify;
pub mod walk;
pub mod yaml;
