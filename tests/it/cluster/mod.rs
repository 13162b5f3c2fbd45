//! The cluster adapter: against an API server that misbehaves on purpose, and against a real one.

pub mod fake;
mod faults;
mod login;
pub mod real;
