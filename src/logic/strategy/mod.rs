//! Strategies: their YAML, what is wrong with it, what their conditions say of recorded observations, and which one fits a failure. It reads no
//! files and carries nothing out.
//!
//! CEL recurses without a limit of its own: [`parse()`] and [`evaluate()`] belong on a thread with a stack of [`STACK`] bytes.

mod amounts;
mod choose;
mod evaluate;
mod expression;
mod lint;
mod literal;
mod node;
mod observations;
mod origin;
mod parse;
mod paths;
mod words;

pub use choose::{Choice, Failure, choose};
pub use evaluate::{Evaluation, Said, evaluate};
pub use literal::annotation_refused;
pub use observations::{OBSERVATIONS, Observation, Sort};
pub use origin::{is_brought_back, origin};
pub use parse::{parse, set};

/// Bytes of stack that survive every shape of expression of at most 2 KiB, debug builds included.
pub const STACK: usize = 64 * 1024 * 1024;

#[cfg(test)]
mod tests;
