//! Patterns that a team adds to the shipped rules (A8): words to look for in changed lines, and what it looks like when they fail. Such
//! a pattern is judged as every rule is: a change alone is a hint, and only a symptom of its own makes it more.

mod apply;
mod glob;
mod pattern;
mod read;

pub(super) use apply::apply;
pub use pattern::Pattern;
pub use read::read;
