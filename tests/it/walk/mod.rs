//! Walks over the command line, on a real cluster where `STANCH_TEST_KUBECONFIG` names one.

mod chaos;
mod desk;
mod endings;
mod gate;
mod refused;
mod standing;
