//! What makes an object invalid, in the server's words: `k8s.io/kubernetes/pkg/apis/*/validation`, as far as people and patches get it wrong.

mod change;
mod configuration;
mod container;
mod kinds;
mod meta;
mod pod;
mod policy;
mod port;
mod probe;
mod problems;
mod rolling;
mod scheduling;
mod service;
#[cfg(test)]
mod tests;
mod volume;
mod warnings;
mod workload;

pub use change::change;
pub use kinds::object;
pub use meta::change as metadata_change;
pub use warnings::warnings;
