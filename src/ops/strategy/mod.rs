//! The strategies that there are: those that come with stanch, and the user's files. It carries none of them out.

mod deep;
mod shelf;

pub use deep::deep;
pub use shelf::{Kept, Shelf, read_file};
