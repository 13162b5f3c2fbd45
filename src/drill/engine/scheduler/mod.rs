//! The scheduler: which node a pod goes to, and in its own words why to none.

mod assign;
mod fit;

pub use assign::assign;
pub use fit::{matches_node, tolerates};
