//! The world at the edge: one folder per neighbour, each with its own errors and settings.

pub mod cluster;
pub mod llm;
pub mod world;
