//! What stanch can do to a workload: each kind of action is a file that turns a wish into absolute values and says what they change. Plans are
//! made by dry-run, approved elsewhere, and done once by the protocol of reliability.md 2.5. Who may act, and what comes next, is decided
//! elsewhere.

mod annotate;
mod begin;
mod blast;
mod canonical;
mod configuration;
mod diff;
mod guards;
mod history;
mod kind;
mod kinds;
mod look;
mod patch;
mod plan;
mod refusal;
mod restart;
mod rights;
mod scale;
mod scene;
mod subject;
mod template;
#[cfg(test)]
mod tests;
mod undo;

pub use begin::{Ready, Stop, begin, send, unchanged};
pub use diff::diff;
pub use kind::{Change, Kind};
pub use kinds::{kind, resolve};
pub use look::{Seen, fence, look};
pub use plan::{Planned, plan};
pub use scene::Scene;
pub use subject::Subject;
