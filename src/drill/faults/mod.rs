//! What can go wrong between a client and the API, from a script or by chance. It knows requests by their verb and path, and carries nothing out:
//! the server asks it before every answer.

mod fault;
mod hand;

pub use fault::{Chance, Fault, Matcher};
pub use hand::{Counts, Faults};
