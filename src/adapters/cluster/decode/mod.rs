//! JSON of the API to domain values: objects are trimmed while they are read, so what no screen needs is never held.

mod event;
mod json;
mod meta;
mod node;
mod pod;
mod revision;
mod table;
mod text;
mod trimmed;
mod workload;

pub(super) use json::{Container, from_slice};
pub(super) use meta::{Identity, Meta, Written};
pub(super) use table::{Columns, Definition, Row};
pub(super) use trimmed::Trimmed;
pub use trimmed::{event, node, pod, revision, workload};
