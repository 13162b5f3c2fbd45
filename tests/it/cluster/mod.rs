//! The cluster adapter: against an API server that misbehaves on purpose, and against a real one.

mod common;
pub mod fake;
mod faults;
mod login;
pub mod real;
