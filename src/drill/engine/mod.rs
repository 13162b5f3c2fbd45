//! The controllers, the scheduler and the kubelet, on virtual time: deterministic, and without a thread of their own.

mod admission;
mod agenda;
#[cfg(test)]
mod bench;
mod cluster;
mod condition;
mod daemonset;
mod deployment;
mod events;
mod fields;
mod index;
mod kubelet;
mod node;
mod pods;
mod quantity;
mod reactions;
mod replicaset;
mod revisions;
mod room;
mod run;
mod scheduler;
mod selector;
mod statefulset;
mod template;

pub use admission::admit;
pub use node::node;
pub use run::{Engine, Spoken};
