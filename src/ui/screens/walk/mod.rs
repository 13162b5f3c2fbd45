//! Screen 4: walks, each a strategy being carried out: where it is, why, and what it waits for. It decides nothing.

mod advice;
mod begin;
mod choosing;
mod gate;
mod list;
mod rooms;
mod sheet;
mod state;
mod tree;
mod update;
mod view;
mod words;

pub use begin::choose;
pub use state::State;
pub use update::update;
pub use view::view;

#[cfg(test)]
mod tests;
