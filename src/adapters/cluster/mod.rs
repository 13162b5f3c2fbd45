//! Kubernetes: connections, watches and reads, converted to domain values. It decides nothing about rollouts.

mod api;
mod ask;
mod calls;
mod connection;
mod credentials;
pub mod decode;
pub mod effects;
mod error;
mod kubeconfig;
mod limits;
mod live;
mod logs;
mod path;
mod plugin;
mod secrets;
mod service_account;
mod split;
mod watch;

pub use api::Api;
pub(in crate::adapters) use ask::{text, unified};
pub use error::Error;
pub use kubeconfig::{Settings, Warnings, contexts};
pub use live::{Live, pin};
pub use plugin::Settings as PluginSettings;
pub use secrets::secrets;
pub use service_account::ServiceAccount;
