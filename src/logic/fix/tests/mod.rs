//! Tests of fixes.

mod checks;
mod folding;
mod mending;
mod reading;
