//! Text that is safe to draw, to copy and to export: the one place that cleans what comes from outside. How a hidden
//! character is drawn on a terminal without Unicode is decided here too, but when is the widget's.

mod ascii;
mod clean;
mod safe;
mod table;

pub use ascii::ascii;
pub use safe::{LINE_CAP, Safe};
