//! Screen 4: walks, each a strategy being carried out, and the gate that one waits at. It decides nothing.

mod rows;
mod state;
mod update;
mod view;

pub use state::State;
pub use update::{HINTS, update};
pub use view::view;
