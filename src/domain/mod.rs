//! Plain data in the words of the trade, and nothing that decides, waits or draws.

pub mod action;
pub mod analysis;
pub mod approval;
pub mod claim;
pub mod cluster;
pub mod configuration;
pub mod digest;
pub mod environment;
pub mod event;
pub mod evidence;
pub mod fault;
pub mod finding;
pub mod fix;
pub mod incident;
pub mod inspection;
pub mod journal;
pub mod logs;
pub mod node;
pub mod pod;
pub mod quantity;
pub mod rollout;
pub mod severity;
pub mod shell;
pub mod strategy;
pub mod text;
pub mod verdict;
pub mod walk;
pub mod watch;
pub mod workload;

/// Yes, no or unknown: "unknown" never passes for either of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// It was seen to hold.
    Yes,
    /// It was seen not to hold.
    No,
    /// It was not seen, or cannot be.
    #[default]
    Unknown,
}
