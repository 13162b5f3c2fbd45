//! One binary for every test that looks from outside.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test may fail, reads its own environment, and says aloud what it skips"
)]

mod actions;
mod analyze;
mod cli;
mod cluster;
mod console;
mod drill;
mod fix;
mod ops;
mod pty;
mod store;
mod support;
mod text;
mod verdict;
mod walk;
