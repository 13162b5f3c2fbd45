//! Walks over the command line, on a real cluster where `STANCH_TEST_KUBECONFIG` names one.

mod chaos;
mod desk;
mod endings;
mod gate;
mod meddling;
mod races;
mod refused;
mod sham;
mod stage;
mod standing;
