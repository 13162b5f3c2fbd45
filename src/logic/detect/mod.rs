//! Rules that name what broke: what changed and what failed are read apart, and where both are about the same thing that is said with
//! both places. A rule that is not sure says nothing. What kind of failure it is, is for [`super::categorize`].

mod agree;
mod changes;
mod clue;
mod code;
mod drift;
mod hoard;
mod investigate;
mod manifest;
mod mention;
mod patterns;
mod place;
mod recovery;
mod report;
mod rules;
mod scan;
mod spot;
#[cfg(test)]
mod tests;
mod workload;

pub use investigate::{Detection, detect, detect_with};
pub use patterns::{Pattern, read as read_patterns};
pub use rules::names;
