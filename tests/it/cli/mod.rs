//! The command line as a user has it: the real binary, its output and its exit codes.

mod commands;
mod drill;
mod findings;
mod real;
pub mod run;
mod settings;
mod silence;
mod strategy;
