//! The DaemonSet controller (`k8s.io/kubernetes/pkg/controller/daemon`).

mod daemon;
mod reconcile;
mod status;
#[cfg(test)]
mod tests;

pub use reconcile::reconcile;
