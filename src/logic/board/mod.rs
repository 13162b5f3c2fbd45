//! What the watches said, folded into the rows of the board and into what has to be followed next.

mod fold;

pub use fold::{Board, Entry};
