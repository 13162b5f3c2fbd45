//! The cluster adapter: against an API server that misbehaves on purpose, and against a real one.

mod common;
mod fake;
mod faults;
mod real;
