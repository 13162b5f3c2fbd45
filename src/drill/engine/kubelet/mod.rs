//! The kubelets of all nodes: they take pods through their lives.

mod backoff;
mod container;
mod environment;
mod keeper;
mod life;
mod pod;
mod probe;
mod start;
mod status;
mod stop;
#[cfg(test)]
mod tests;
mod volumes;

pub use keeper::Kubelet;
pub use life::Spoken;
