//! Screen 5: what people are asked to approve, drawn from the bytes that they approve and the change that these name, and the field
//! for the one word that approves. It decides nothing: whether a word counts is found out where it is recorded.

mod document;
mod facts;
mod keys;
mod paper;
mod state;
mod view;
mod watch;

pub use facts::environment;
pub use keys::{Place, command, key, noted, retire, take};
pub use state::Gate;
pub use view::view;
pub use watch::sight;
