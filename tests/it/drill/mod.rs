//! The simulated cluster is worth what it is proven against: the same conversations with it and with a real one, verdicts, and every fault.

pub mod ask;
mod command;
mod compare;
mod conformance;
mod hold;
mod normal;
pub mod stand;
mod storm;
pub mod talk;
pub mod talks;
mod verdicts;
mod watching;
