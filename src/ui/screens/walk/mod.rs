//! Screen 4: walks, each a strategy being carried out: where it is, why, and what it waits for. It decides nothing.

mod advice;
mod begin;
mod choosing;
mod driving;
mod gate;
mod hints;
mod list;
mod people;
mod possible;
mod rooms;
mod sheet;
mod state;
mod timeline;
mod tree;
mod update;
mod view;
mod words;

pub use begin::choose;
pub use choosing::is_cluster;
pub use possible::possible;
pub use state::State;
pub use update::{update, visit};
pub use view::view;

#[cfg(test)]
mod tests;
