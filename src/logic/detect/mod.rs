//! Rules that name what broke: what changed and what failed are read apart, and where both are about the same thing that is said with
//! both places. A rule that is not sure says nothing. What kind of failure it is, is for [`super::categorize`].

mod agree;
mod changes;
mod clue;
mod code;
mod investigate;
mod manifest;
mod mention;
mod report;
mod rules;
mod scan;
mod spot;
#[cfg(test)]
mod tests;

pub use investigate::{Detection, detect};
pub use rules::names;
