//! One snapshot of the board: the rows of the screen, as values and as JSON.

mod json;
mod snapshot;

pub use json::{Document, Link, Row, SourceRow};
pub use snapshot::{Outcome, Snapshot, snapshot};
