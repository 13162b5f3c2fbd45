//! What tests of several kinds share: clusters that say what a test makes them say.

mod fake;
pub mod made;
pub mod real;
mod relay;

pub use fake::Fake;
pub use relay::{Fate, Relay};
