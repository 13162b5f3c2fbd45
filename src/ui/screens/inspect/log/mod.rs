//! The log pane: its ring of lines, which of them are errors, and what is being read.

mod pane;
mod ring;
mod tone;

pub use pane::{LogPane, Seek, jump};
pub use ring::{Ring, Row, RowKind};
pub use tone::Tone;
