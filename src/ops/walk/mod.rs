//! Walks carried out: journal first, then what was ordered. What follows what is decided in [`crate::logic::walk`], and nothing is approved
//! here: people's words come in from outside.

mod append;
mod arm;
mod collect;
mod document;
mod driver;
mod error;
mod evaluator;
mod failpoint;
mod moved;
mod observe;
mod perform;
mod read;
mod say;
mod site;
mod start;
mod tenure;

pub use arm::{arm_console, is_recorded};
pub use document::{Document, Gate};
pub use driver::{Driver, Pause};
pub use error::Error;
pub use read::{Applied, Walk};
pub use say::{Given, Spoken, approve, reject, resolve, stop};
pub use site::{Glance, Site};
pub use start::{Wanted, about, start};
