//! The terminal's life: into raw mode and the alternate screen, frames written as the few bytes that changed, and back
//! on every way out. What comes from the terminal is `input`'s.

mod halves;
mod patient;
mod screen;
mod sgr;
mod tty;

pub use halves::Halves;
pub use patient::Patient;
pub use screen::Screen;
pub use tty::{Tty, Unfit, is_gone};
