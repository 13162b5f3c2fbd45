//! Screen 1: every rollout, worst first. It knows what one has filtered, muted and looked at; the verdicts are not its own.

mod cells;
mod filter;
mod kubectl;
mod layout;
mod needs;
mod news;
mod note;
mod preview;
mod rows;
mod sight;
mod sources;
mod state;
mod table;
mod update;
mod view;
mod words;

pub use note::{hints, message, sources_line};
pub use preview::Drawing;
pub use rows::{Line, Order};
pub use sight::Sight;
pub use state::State;
pub use update::update;
pub use view::view;
