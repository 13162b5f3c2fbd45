//! Colours and emphasis by role, from files; the words and shapes that carry the meaning without any colour.

mod builtin;
mod file;
mod role;
mod shape;
mod styles;

pub use builtin::BUILTIN;
pub use role::Role;
pub use shape::{Shape, shape};
pub use styles::Theme;
