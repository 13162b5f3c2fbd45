//! Questions about one rollout, answered by reads of the moment.

mod access;
mod answer;
mod bounds;
mod describe;
mod diff;
mod long_line;
mod manifest;
mod reads;
mod rights;
mod serving;
mod usage;

pub(super) use answer::answer;
