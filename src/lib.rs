#![doc = include_str!("ARCHITECTURE.md")]
#![forbid(unsafe_code)]

pub mod adapters;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod drill;
pub mod flow;
pub mod logic;
pub mod ops;
pub mod runtime;
pub mod ui;
