//! The world at the edge: one folder per neighbour, each with its own errors and settings.

pub mod actions;
pub mod cluster;
pub mod git;
pub mod llm;
pub mod store;
pub mod world;
