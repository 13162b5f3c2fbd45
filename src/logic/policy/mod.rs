//! Which environment a namespace of a cluster is, and who approves actions there, by the rules of policy files. It reads no files.

mod approvals;
mod document;
mod environments;

pub use document::{Mistake, Policy};
pub use environments::{Base, Environments};

#[cfg(test)]
mod tests;
