//! The simulated API server: HTTP over TLS on loopback, who may do what, and every answer in the words and forms of the real one. It stores nothing
//! and decides nothing about objects: that is [`super::store`]'s.

mod accept;
mod access;
mod answer;
mod asked;
mod body;
mod certificate;
mod desk;
mod discovery;
mod encode;
mod eviction;
mod folder;
mod kubeconfig;
mod logs;
mod openapi;
mod options;
mod protobuf;
mod query;
mod read;
mod refusals;
mod release;
mod reviews;
mod role;
mod route;
mod seen;
mod serve;
mod server;
mod table;
#[cfg(test)]
mod tests;
mod watch;
mod wire;
mod write;

pub use options::Options;
pub use role::Role;
pub use route::Verb;
pub use seen::{Observer, Seen};
pub use server::{Error, Served, Server};
