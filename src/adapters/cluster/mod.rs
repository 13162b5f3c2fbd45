//! Kubernetes: connections, watches and reads, converted to domain values. It decides nothing about rollouts.

mod api;
mod calls;
mod connection;
pub mod decode;
mod error;
mod kubeconfig;
mod path;
mod plugin;
mod split;

pub use api::Api;
pub use error::Error;
pub use kubeconfig::{Settings, Warnings, contexts};
