//! Keys to commands, from files: sequences of strokes, one table for each place that has keys of its own.

mod builtin;
mod file;
mod keys;
mod section;
mod stroke;
mod trie;

pub use builtin::BUILTIN;
pub use keys::Keymap;
pub use section::Section;
pub use stroke::Stroke;
pub use trie::Found;
