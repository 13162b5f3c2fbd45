//! The controllers, the scheduler and the kubelet, on virtual time: deterministic, and without a thread of their own.

mod agenda;
mod autoscaler;
#[cfg(test)]
mod bench;
mod budget;
mod cluster;
mod condition;
mod daemonset;
mod deployment;
mod events;
mod fields;
mod garbage;
mod index;
mod kubelet;
mod namespace;
mod node;
#[cfg(test)]
mod others;
mod pods;
mod reactions;
#[cfg(test)]
mod recorded;
mod replicaset;
mod revisions;
mod room;
mod run;
mod scheduler;
mod selector;
mod services;
mod share;
mod statefulset;
mod template;

pub use node::node;
pub use run::{Engine, Spoken};
