//! Everything that is known of one rollout.

use crate::domain::{
    cluster::Gap,
    event::ClusterEvent,
    pod::Pod,
    rollout::Rollout,
    workload::{Revision, Workload},
};

/// Everything that is known of one rollout.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    pub rollout: &'a Rollout,
    pub workload: &'a Workload,
    pub pods: Vec<&'a Pod>,
    pub revisions: Vec<&'a Revision>,
    /// Of the workload, its revisions and pods; the newest last. Kept after the API forgets them.
    pub events: Vec<&'a ClusterEvent>,
    /// What could not be read of it.
    pub unread: Vec<&'a Gap>,
}
