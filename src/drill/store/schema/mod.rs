//! The types of the API as the server publishes them (`assets/kubernetes/types.txt`, made by `scripts/kubernetes_types.py`): what a field is, where it
//! stands, in JSON and in protobuf, and how lists are merged. Nothing here knows a single kind.

mod arrange;
mod decode;
mod types;

pub use arrange::arrange;
pub use decode::decode;
pub use types::{Field, Parts, Shape, Struct, named, of, of_kind};
