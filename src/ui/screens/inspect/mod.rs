//! Screen 2: everything about one rollout; it asks and shows, and changes nothing.

mod asked;
mod bounds;
mod copy;
mod extent;
mod gap;
mod known;
mod kubectl;
mod lives;
mod log;
mod logs;
mod mark;
mod moves;
mod panes;
mod pick;
mod rooms;
mod search;
mod serving;
mod sight;
mod state;
#[cfg(test)]
mod tests;
mod trouble;
mod update;
mod view;
mod words;

pub use state::State;
pub use update::update;
pub use view::view;
