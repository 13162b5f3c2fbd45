//! The fold: batches in, rollouts out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::{
    Truth,
    cluster::{Cluster, ClusterNo, Identity, Source},
    environment::Environment,
    event::ClusterEvent,
    node::Node,
    pod::{Pod, PodRow},
    rollout::Rollout,
    text::Safe,
    verdict::Thresholds,
    watch::{Batch, Wanted},
    workload::{Key, Revision, Workload},
};

/// Everything that is known of the clusters. Every time is the console's; it becomes the cluster's by its skew.
#[derive(Debug, Clone, Default)]
pub struct Board {
    thresholds: Thresholds,
}

/// What is known of one cluster as a whole.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    pub rollout: &'a Rollout,
    pub workload: &'a Workload,
    pub pods: Vec<&'a Pod>,
    pub revisions: Vec<&'a Revision>,
    /// Of the workload, its revisions and pods; the newest last. Kept after the API forgets them.
    pub events: Vec<&'a ClusterEvent>,
    /// What could not be read of it.
    pub unread: Vec<&'a crate::domain::cluster::Gap>,
}

impl Board {
    #[must_use]
    pub fn new(thresholds: Thresholds, environment: fn(ClusterNo, &str) -> Environment) -> Self {
        let _ = environment;
        Self { thresholds }
    }

    /// Takes in what a cluster said; returns whether any row, source or open detail changed.
    pub fn apply(&mut self, _batch: Batch, _now: Timestamp) -> bool {
        let _ = self.thresholds;
        false
    }

    /// Judges again what time alone may have changed; returns whether any row changed.
    pub fn tick(&mut self, _now: Timestamp) -> bool {
        false
    }

    /// Which rollouts somebody has open.
    pub fn open(&mut self, _keys: BTreeSet<Key>) {}

    /// What the adapters should follow now.
    #[must_use]
    pub fn wanted(&self, _cluster: ClusterNo) -> Wanted {
        Wanted::default()
    }

    /// Whether everything that was asked for has arrived: lists, and the details of bad rollouts.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        false
    }

    /// Every rollout, in the board's order: worst first; within the bad states the latest change first.
    #[must_use]
    pub fn rollouts(&self) -> Vec<&Rollout> {
        Vec::new()
    }

    #[must_use]
    pub fn entry(&self, _key: &Key) -> Option<Entry<'_>> {
        None
    }

    /// The sources, in the order of the command line.
    #[must_use]
    pub fn sources(&self) -> Vec<(&Cluster, &Source, Option<&Identity>)> {
        Vec::new()
    }

    /// Nodes that are not ready or under pressure; unknown where nodes may not be listed.
    #[must_use]
    pub fn unwell_nodes(&self) -> (Truth, Vec<(ClusterNo, &Node)>) {
        (Truth::Unknown, Vec::new())
    }

    #[must_use]
    pub fn pod_rows(&self) -> BTreeMap<Safe, &PodRow> {
        BTreeMap::new()
    }
}
