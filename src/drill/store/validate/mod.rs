//! What makes an object invalid, in the server's words: `k8s.io/kubernetes/pkg/apis/*/validation`, as far as people and patches get it wrong.

mod check;

pub use check::{change, metadata_change, object, warnings};
