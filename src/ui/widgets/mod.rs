//! Widgets: they take `Safe` text and literals, and nothing else from outside.

mod cursor;
mod cut;
mod field;
mod panel;
mod phrase;
mod table;
mod text_pane;
mod time;
mod wrap;

pub use cursor::Cursor;
pub use cut::{end, middle};
pub use field::Field;
pub use panel::{Frame, Panel};
pub use phrase::{Phrase, Text};
pub use table::{Align, Column, Placed, Width, place};
pub use text_pane::TextPane;
pub use time::{age, clock};
pub use wrap::wrap;
