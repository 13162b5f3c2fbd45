//! One binary for every test that looks from outside.

mod cluster;
mod text;
