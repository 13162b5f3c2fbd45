//! Screen 4: walks, each a strategy being carried out: where it is, why, and what it waits for. It decides nothing.

mod advice;
mod choosing;
mod gate;
mod list;
mod sheet;
mod state;
mod tree;
mod update;
mod view;
mod words;

pub use choosing::choose;
pub use state::State;
pub use update::update;
pub use view::view;

#[cfg(test)]
mod tests;
