//! What tests of several kinds share: clusters that say what a test makes them say.

mod fake;
pub mod made;

pub use fake::Fake;
