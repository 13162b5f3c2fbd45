//! Fixes: what their records say, whether a patch is one that may leave stanch, patches that a finding gives by itself, and earlier fixes
//! of the same kind. It reads no repository: what git says of a patch comes in as a value.

mod check;
mod fold;
mod likeness;
mod mend;
mod mendable;
mod parses;
mod reading;

pub use check::{APPLIES, Trial, Tried, examine};
pub use fold::fold;
pub use likeness::{Similar, likeness, similar};
pub use mend::{Mended, mend};
pub use mendable::{mendable, relocated};
pub use reading::{Change, LARGEST, Operation, Reading, Unfit, read};

#[cfg(test)]
mod tests;
