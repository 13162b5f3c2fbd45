//! What changed code does, read from its syntax: calls, imports and reads of the environment. Fragments of files are parsed, so what
//! cannot be parsed is not there.

mod fact;
mod fragment;
mod stdlib;
mod walk;

pub(super) use fact::{Call, Within};
pub(super) use stdlib::is_builtin;
pub(super) use walk::{Facts, is_variable, read_hunk};
