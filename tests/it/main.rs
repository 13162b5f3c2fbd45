//! One binary for every test that looks from outside.

mod pty;
mod text;
