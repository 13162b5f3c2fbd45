//! Three ways to say a change: RFC 6902, RFC 7396, and the strategic merge of `k8s.io/apimachinery/pkg/util/strategicpatch`.

mod json;
mod lists;
mod plain;
mod strategic;

pub use json::{Unfit, operate};
pub use lists::go;
pub use plain::merge;
pub use strategic::merge as merge_strategically;
