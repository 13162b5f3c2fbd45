//! What a list or a watch looks for: labels and fields.

mod both;
mod fields;
mod labels;

pub use both::Selector;
pub use labels::Labels;
