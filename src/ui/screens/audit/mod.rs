//! Screen 6: every record of the store, the newest first, and whether they hold together. It decides nothing.

mod found;
mod record;
mod state;
mod table;
mod update;
mod view;

pub use state::State;
pub use update::{HINTS, update};
pub use view::view;
