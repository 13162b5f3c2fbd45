//! What the watches said, folded into the rows of the board and into what has to be followed next.

mod attribution;
mod entry;
mod fold;
mod order;
mod record;
mod rows;
mod settle;
mod side;
mod wanted;

pub use entry::Entry;
pub use fold::Board;
