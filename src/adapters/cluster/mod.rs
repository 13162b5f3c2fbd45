//! Kubernetes: connections, watches and reads, converted to domain values. It decides nothing about rollouts.

mod api;
pub mod decode;

pub use api::Api;
