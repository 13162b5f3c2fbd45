//! Questions about one rollout, answered by reads of the moment.

mod access;
mod answer;
pub(super) mod bounds;
mod configuration;
mod describe;
mod diff;
mod long_line;
mod manifest;
mod reads;
mod rights;
pub(super) mod serving;
mod usage;

pub(super) use answer::answer;
pub(in crate::adapters) use diff::unified;
pub(in crate::adapters) use reads::text;
pub(super) use reads::{items, workload};
