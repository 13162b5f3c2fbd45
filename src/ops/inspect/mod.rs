//! One rollout, with everything that explains it.

mod ask;
mod json;
mod look;
pub(super) mod tail;
mod target;

pub use json::{ContainerRow, Document, EventRow, LogRow, PodRow, RevisionRow, RightRow};
pub use look::{Error, look};
pub use target::{BadTarget, Target};
