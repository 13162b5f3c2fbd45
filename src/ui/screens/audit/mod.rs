//! Screen 6: the record: who did what, when, and what came of it. It changes nothing.

mod rows;
mod state;
mod update;
mod view;

pub use state::State;
pub use update::{HINTS, update};
pub use view::view;
