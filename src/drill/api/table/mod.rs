//! What `kubectl get` prints: columns and cells as the API server's printers make them (`k8s.io/kubernetes/pkg/printers/internalversion`).

mod age;
mod cells;
mod column;
mod config;
mod event;
mod field;
mod network;
mod node;
mod pod;
mod render;
mod scaling;
mod workload;

pub use render::{Rows, metadata};
