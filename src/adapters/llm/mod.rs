//! Language models: one trait, and an answer that comes in pieces. A model is given text and gives text; it has no tool, and nothing here
//! decides whether it may be asked.

mod analyst;
mod client;
mod coalesce;
mod error;
mod settings;

pub use analyst::{Analyst, Answering, Piece, Request, Residence};
pub use client::Client;
pub use error::Error;
pub use settings::{Key, Provider, Settings};
