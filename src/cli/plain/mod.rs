//! Answers as lines of text, for people who read without a screen, and for logs: the same content as the screens.

mod board;
mod inspect;

pub use board::board;
pub use inspect::inspect;
