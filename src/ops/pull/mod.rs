//! What a cluster says of a rollout, read once and made evidence: what its newest revision changed, its pods, its events, and what its
//! failing containers wrote. It keeps nothing and changes nothing.

mod error;
mod read;

pub use error::Error;
pub use read::{Pulled, pull};
