//! Which environment a namespace of a cluster is, and who approves actions there, by the rules of policy files. It reads no files.

mod approvals;
mod demand;
mod document;
mod environments;
mod mistake;
mod pattern;

pub use document::Policy;
pub use environments::{Base, Environments};
pub use mistake::Mistake;

#[cfg(test)]
mod tests;
