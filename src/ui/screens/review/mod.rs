//! Screen 5: proposed fixes, each to be approved or rejected, and applied. It decides nothing.

mod rows;
mod state;
mod update;
mod view;

pub use state::State;
pub use update::{HINTS, update};
pub use view::view;
