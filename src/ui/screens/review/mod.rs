//! Screen 5: proposed fixes, each to be approved or rejected, and applied. It decides nothing.

mod acts;
mod edit;
mod facts;
mod layout;
mod queue;
mod sheet;
mod state;
mod update;
mod view;
mod words;

pub use state::State;
pub use update::{HINTS, update};
pub use view::view;
