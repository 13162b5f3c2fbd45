//! The controllers, the scheduler and the kubelet, on virtual time: deterministic, and without a thread of their own.

mod run;

pub use run::{Engine, Spoken};
