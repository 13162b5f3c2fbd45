//! Widgets: they take `Safe` text and literals, and nothing else from outside.

mod cursor;
mod cut;
mod diff_view;
mod field;
mod log_list;
mod panel;
mod person;
mod phrase;
mod seen;
mod table;
mod text_pane;
mod time;
mod wrap;

pub use cursor::Cursor;
pub use cut::{end, middle};
pub use diff_view::DiffView;
pub use field::Field;
pub use log_list::{LogList, LogRow};
pub use panel::{Frame, Panel};
pub use person::person;
pub use phrase::{Phrase, Text};
pub use seen::{Seen, Unseen};
pub use table::{Align, Column, Placed, Width, place};
pub use text_pane::{TextPane, find_all};
pub use time::{age, clock, span};
pub use wrap::{wrap, wrap_hanging};
