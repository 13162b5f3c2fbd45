//! One binary for every test that looks from outside.

mod text;
mod verdict;
