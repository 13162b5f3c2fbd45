//! The screens, one folder each.

pub mod board;
pub mod inspect;
