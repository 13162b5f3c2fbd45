//! Whether everything that stanch needs is there, in lines that say what to do. It changes nothing.

mod check;
mod clusters;
mod rights;
mod terminal;

pub use check::{Check, State};
pub use clusters::clusters;
pub use terminal::{Terminal, terminal};
