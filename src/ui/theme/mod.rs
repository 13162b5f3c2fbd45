//! Colours and emphasis by role, from files.

mod role;

pub use role::{Role, Theme};
