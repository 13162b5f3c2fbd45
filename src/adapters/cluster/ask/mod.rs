//! Questions about one rollout, answered by reads of the moment.

mod answer;

pub(super) use answer::answer;
