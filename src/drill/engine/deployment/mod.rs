//! The Deployment controller (`k8s.io/kubernetes/pkg/controller/deployment`), without the deprecated rollback field.

mod annotations;
mod plan;
mod progress;
mod reconcile;
mod recreate;
mod rolling;
mod scaling;
mod sets;
mod status;

#[cfg(test)]
mod tests;

pub use reconcile::reconcile;
