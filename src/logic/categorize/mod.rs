//! What kind of failure it is, how bad, what it touches and how much it takes: from findings alone, each with the reason in words. Where
//! nothing was found it says so, and guesses nothing.

mod classify;
mod components;
mod kind;
mod steps;
#[cfg(test)]
mod tests;

pub use classify::{Circumstances, classify};
pub use steps::{alternatives, next_steps};
