//! What the server fills in where nothing is said. Diffs, writes that change nothing, and the hashes of templates rest on it.

mod kinds;
mod pod;
mod service;
mod status;
mod token;
mod workload;

pub use kinds::fill;
pub use pod::{admit, quality};
pub use service::Addresses;
pub use status::{begin, counts_generations};
pub use token::mount;
