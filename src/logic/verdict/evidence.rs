//! What a verdict rests on.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{kill::Kills, loss::Losses};

use crate::domain::{
    cluster::Gap,
    event::ClusterEvent,
    node::Node,
    pod::Pod,
    text::Safe,
    watch::LastWords,
    workload::{Revision, Workload},
};

/// What containers said last, or why that cannot be known.
pub type Words = BTreeMap<LastWords, Result<Safe, Gap>>;

/// Everything that is known of one rollout.
#[derive(Debug, Clone)]
pub struct Evidence<'a> {
    pub workload: &'a Workload,
    /// The pods that the workload controls, whatever their revision.
    pub pods: Reading<'a, Pod>,
    pub revisions: Reading<'a, Revision>,
    /// Events of the workload, its revisions and its pods.
    pub events: Vec<&'a ClusterEvent>,
    pub nodes: &'a BTreeMap<Safe, Node>,
    pub words: &'a Words,
    /// What probes were seen to kill before: their events are few, and forgotten.
    pub kills: &'a Kills,
    /// When pods were seen to stop being ready: the API tells of the newest change alone.
    pub losses: &'a Losses,
    /// Since when fewer pods than wanted were seen, where somebody has been watching; by the cluster's clock.
    pub short_since: Option<Timestamp>,
}

/// Objects that were read, are being read, or cannot be: not known is not the same as none.
#[derive(Debug, Clone)]
pub enum Reading<'a, T> {
    Read(Vec<&'a T>),
    Awaited,
    Refused(&'a Gap),
}

impl<'a, T> Reading<'a, T> {
    /// What is known; nothing where nothing was read.
    #[must_use]
    pub fn known(&self) -> &[&'a T] {
        match self {
            Self::Read(items) => items,
            Self::Awaited | Self::Refused(_) => &[],
        }
    }

    #[must_use]
    pub fn is_read(&self) -> bool {
        matches!(self, Self::Read(_))
    }
}
