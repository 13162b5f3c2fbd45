//! The Walk screen and its gate: what is recorded in, keys in, screen and orders out.

mod driving;
mod fixture;
mod gate;
mod screens;
mod tree;
