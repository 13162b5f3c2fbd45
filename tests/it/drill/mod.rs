//! The simulated cluster is worth what it is proven against: the same conversations with it and with a real one, verdicts, and every fault.

mod ask;
mod command;
mod compare;
mod conformance;
mod known;
mod normal;
mod stand;
mod storm;
mod talk;
mod talks;
mod watching;
