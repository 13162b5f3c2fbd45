//! Credential plugins (F11, T-14): which program that is, whether it may run, and running it. It sends nothing to a cluster.

mod answers;
mod program;
mod run;
mod trust;

pub(super) use run::log_in;
pub use trust::Settings;
pub(super) use trust::Trust;
