//! From the bytes of the terminal to messages, by a parser of our own: a paste that never ends must not make the console
//! deaf, and what the terminal answers to questions that nobody asked must not become keys (F10, T-4, T-5).

mod keys;
mod parser;
mod paste;
mod reader;

pub use parser::Parser;
pub use reader::{Gate, Input, listen};
