//! The StatefulSet controller (`k8s.io/kubernetes/pkg/controller/statefulset`).

mod member;
mod reconcile;
mod status;
#[cfg(test)]
mod tests;

pub use reconcile::reconcile;
