//! The console as a value: state, update, view. It waits for nothing and reads no clock; the runtime does what it answers.

mod actions;
mod ahead;
mod calls;
mod commands;
mod drill;
mod footer;
mod help;
mod incident;
mod keys;
mod leaving;
mod lines;
mod plugins;
mod replies;
mod settings;
mod state;
mod status;
mod update;
mod view;
mod walking;

pub use settings::Settings;
pub use state::{Screen, State};
pub use update::update;
pub use view::view;
