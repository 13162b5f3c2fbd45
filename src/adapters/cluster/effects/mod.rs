//! Writes to one cluster, and the reads that they rest on: through a client of their own, each with a time limit, nothing sent twice
//! (reliability.md 2.5, F1). Whether something may be written is not decided here.

mod ability;
mod live;
mod once;
mod reply;
mod write;

pub use ability::{Effects, MayStill, Need, Setting, Stored, Surroundings};
pub use write::Write;
