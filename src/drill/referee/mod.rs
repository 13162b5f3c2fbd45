//! Who watches a drill: when somebody first looked, who changed what, and whether it helped. It decides nothing and touches nothing.

mod case;
mod summary;
mod tally;

pub use case::{Case, Subject};
pub use tally::{Change, Referee};
