//! Who has to approve what, what exactly they approve, and the proof that they did. It asks nobody and sends nothing: people's words and the
//! time are arguments, and [`Approved`] is the only thing that an effect is done for.

mod arming;
mod binding;
mod decide;
mod denial;
mod guard;
mod request;
mod typed;

pub use arming::{ARMED_SECONDS, Standpoint, arming};
pub use binding::{Ground, Visit, bind, text};
pub use decide::{Approver, approve, reject};
pub use denial::Denial;
pub use guard::{acknowledgement, blockers, second_person, tightened};
pub use request::{Approved, Asked, Closed, Decision, Request};
pub use typed::{Mismatch, typed};

#[cfg(test)]
pub(crate) mod tests;
