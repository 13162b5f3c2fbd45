//! Strict YAML within a budget (T-10), as a tree whose every value knows its line and column, so that one reading finds every fault of a
//! file. It knows nothing of what the files are for.

pub mod fields;
mod parse;
mod strict;
mod tree;

pub use fields::{Faults, Fields};
pub use parse::parse;
pub use strict::strict;
pub use tree::{Spot, Tree, Value};

#[cfg(test)]
mod tests;
