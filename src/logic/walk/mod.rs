//! A walk as a value: records are folded into a [`WalkState`], and [`step()`] says what is to be recorded and then done for what has happened.
//! Journal first: whoever drives it appends the entries, and only when they are durable carries out the orders. It reads no clock, draws no
//! numbers and asks nobody.

mod apply;
mod approvals;
mod cell;
mod course;
mod effects;
mod event;
mod gating;
mod lasting;
mod protocol;
mod resolving;
mod state;
mod step;
mod tick;
mod violation;
mod visits;

pub use cell::{Cell, Ending, Status};
pub use course::Next;
pub use event::{Capture, Event, Look, Moment, Order, Reading, Round, Step};
pub use protocol::{Class, Effect, Finding, Kubernetes, Protocol};
pub use state::{End, Open, Start, Trace, Undone, WalkState};
pub use step::{step, step_by};
pub use violation::Violation;

#[cfg(test)]
mod tests;
