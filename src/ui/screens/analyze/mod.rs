//! Screen 3: one incident: what it rests on, what the rules saw, what a model made of that. It decides nothing.

mod rows;
mod state;
mod update;
mod view;

pub use state::State;
pub use update::{HINTS, update};
pub use view::view;
