//! What is known of the rollout: the board's entry, or what it was when the rollout was deleted.

use jiff::Timestamp;

use crate::{
    domain::{
        cluster::{Cluster, Gap, Identity, Link, Source},
        event::ClusterEvent,
        pod::Pod,
        rollout::Rollout,
        workload::{Key, Kind, Revision, Workload},
    },
    flow::Model,
    logic::board::Entry,
};

use super::trouble::trouble;

/// An entry of the board that outlives its rollout.
#[derive(Debug, Clone)]
pub struct Known {
    rollout: Rollout,
    workload: Workload,
    pods: Vec<Pod>,
    revisions: Vec<Revision>,
    events: Vec<ClusterEvent>,
    unread: Vec<Gap>,
}

impl Known {
    #[must_use]
    pub fn of(entry: &Entry<'_>) -> Self {
        Self {
            rollout: entry.rollout.clone(),
            workload: entry.workload.clone(),
            pods: entry.pods.iter().copied().cloned().collect(),
            revisions: entry.revisions.iter().copied().cloned().collect(),
            events: entry.events.iter().copied().cloned().collect(),
            unread: entry.unread.iter().copied().cloned().collect(),
        }
    }

    #[must_use]
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            rollout: &self.rollout,
            workload: &self.workload,
            pods: self.pods.iter().collect(),
            revisions: self.revisions.iter().collect(),
            events: self.events.iter().collect(),
            unread: self.unread.iter().collect(),
        }
    }
}

/// Whether a pod is of the newest revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Generation {
    New,
    Unknown,
    Old,
}

impl Generation {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Unknown => "?",
            Self::Old => "old",
        }
    }
}

/// The newest revision and the one before it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Newest<'a> {
    pub new: Option<&'a Revision>,
    pub old: Option<&'a Revision>,
}

#[must_use]
pub fn newest<'a>(entry: &Entry<'a>) -> Newest<'a> {
    let mut revisions = entry.revisions.clone();
    revisions.sort_by_key(|revision| std::cmp::Reverse((revision.number, revision.created)));
    let named = entry.workload.update_revision.as_ref();
    let at = named.and_then(|name| revisions.iter().position(|revision| revision.name == *name)).unwrap_or(0);
    let new = (at < revisions.len()).then(|| revisions.remove(at));
    Newest { new, old: revisions.first().copied() }
}

#[must_use]
pub fn generation(pod: &Pod, workload: &Workload, newest: Newest<'_>) -> Generation {
    let Some(hash) = &pod.hash else { return Generation::Unknown };
    let new = match (newest.new, workload.key.kind) {
        (Some(revision), _) => revision.hash.as_ref(),
        (None, Kind::StatefulSet) => workload.update_revision.as_ref(),
        (None, _) => None,
    };
    match new {
        Some(new) if new == hash => Generation::New,
        Some(_) => Generation::Old,
        None => Generation::Unknown,
    }
}

/// The pods as the screen lists them: failing first, then new before old, then by name.
#[must_use]
pub fn pods<'a>(entry: &Entry<'a>) -> Vec<&'a Pod> {
    let newest = newest(entry);
    let mut pods = entry.pods.clone();
    pods.sort_by(|a, b| {
        let rank = |pod: &Pod| (trouble(pod), generation(pod, entry.workload, newest));
        rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name))
    });
    pods
}

/// The events, newest first.
#[must_use]
pub fn events<'a>(entry: &Entry<'a>) -> Vec<&'a ClusterEvent> {
    let mut events = entry.events.clone();
    events.sort_by_key(|event| std::cmp::Reverse(event.last.or(event.first)));
    events
}

/// A cluster as far as this screen needs it.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    pub cluster: Option<&'a Cluster>,
    pub source: Option<&'a Source>,
    pub identity: Option<&'a Identity>,
    pub now: Timestamp,
}

#[must_use]
pub fn origin<'a>(model: &'a Model, key: &Key) -> Origin<'a> {
    let found = model.board.sources().into_iter().find(|(cluster, ..)| cluster.no == key.cluster);
    let (cluster, source, identity) =
        found.map_or((None, None, None), |(cluster, source, identity)| (Some(cluster), Some(source), identity));
    Origin { cluster, source, identity, now: model.now }
}

impl Origin<'_> {
    /// The cluster's own time: what ages of its objects are counted by.
    #[must_use]
    pub fn cluster_time(&self) -> Timestamp {
        self.source.and_then(|source| source.skew).unwrap_or_default().cluster_time(self.now)
    }

    /// Seconds since the cluster last answered, where that is too long ago to call it live.
    #[must_use]
    pub fn silent_for(&self) -> Option<i64> {
        let source = self.source?;
        if !matches!(source.link, Link::Stale | Link::Offline) {
            return None;
        }
        Some(source.answered.map_or(0, |answered| (self.now.as_second() - answered.as_second()).max(0)))
    }
}
