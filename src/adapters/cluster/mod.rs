//! Kubernetes: connections, watches and reads, converted to domain values. It decides nothing about rollouts.

mod api;

pub use api::Api;
