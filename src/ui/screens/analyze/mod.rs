//! Screen 3: one incident: what it rests on, what leaves this host, what rules saw, what a model made of that and whether it holds.

mod fixes;
mod intake;
mod orders;
mod panes;
mod rooms;
mod row;
mod sight;
mod spot;
mod state;
mod stream;
#[cfg(test)]
mod tests;
mod update;
mod view;
mod words;

pub use sight::shown;
pub use state::State;
pub use update::{HINTS, update};
pub use view::view;
