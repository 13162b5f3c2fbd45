//! Kubernetes: connections, watches and reads, converted to domain values. It decides nothing about rollouts.

mod api;
pub mod decode;
mod error;
mod path;
mod split;

pub use api::Api;
pub use error::Error;
