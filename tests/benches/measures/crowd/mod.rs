//! An API server over loopback with a crowd of pods: lists in pages, rows or objects, and watches. It decides nothing.

mod objects;
mod server;

pub use objects::{Shape, cluster, deployment, pod};
pub use server::serve;
