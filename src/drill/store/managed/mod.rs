//! Who manages which fields: `metadata.managedFields`, after `sigs.k8s.io/structured-merge-diff`. Objects are compared field by field as their types
//! say; what a write adds or changes is its manager's from then on.

mod applied;
mod differ;
mod entries;
mod set;

pub use entries::{Conflict, Writer, apply, record};
