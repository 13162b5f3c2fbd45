//! One binary for every test that looks from outside.

mod console;
mod text;
