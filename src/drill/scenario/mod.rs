//! Scenarios: what a world looks like, what happens in it and when, what breaks, and what counts as recovered. All of it is data of a file; what
//! containers do is [`super::behaviour`]'s, what becomes of it the controllers'.

mod document;
mod goal;
mod ground;
mod place;
mod raise;
mod remedy;
mod script;
mod shipped;
mod step;

#[cfg(test)]
mod tests;

pub use document::Cause;
pub use goal::Goal;
pub use place::Place;
pub use remedy::{Move, Remedy};
pub use script::{Error, Scenario};
pub use shipped::SHIPPED;
