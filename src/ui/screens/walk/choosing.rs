//! What was offered to begin a walk, and which cluster and rollout records are about.

use std::collections::BTreeMap;

use crate::{
    domain::{
        cluster::{Cluster, Link},
        incident::Place as Spot,
        journal::Alias,
        text::Safe,
        workload::Key,
    },
    flow::{Model, desk::Store},
};

/// What was offered, line by line.
#[derive(Debug, Clone)]
pub struct Choosing {
    pub key: Key,
    pub incident: Option<Alias>,
    pub items: Vec<Item>,
    /// The strategy that was taken, as far as it is prepared.
    pub draft: Option<Draft>,
}

/// A walk that is about to begin.
#[derive(Debug, Clone)]
pub struct Draft {
    pub strategy: Safe,
    /// What was set in place of the defaults.
    pub parameters: BTreeMap<Safe, Safe>,
}

#[derive(Debug, Clone)]
pub enum Item {
    /// It goes on already.
    Open(Alias),
    Start(Safe),
}

/// Whether a cluster is the one that records name.
#[must_use]
pub fn is_cluster(cluster: &Cluster, recorded: &str) -> bool {
    let is_hash = |hash: &str| recorded.strip_prefix("sha256:").is_some_and(|given| given == hash);
    cluster.id.as_ref().is_some_and(|id| id.uid.as_deref() == Some(recorded) || is_hash(&id.endpoint))
}

/// Why the store takes nothing; nothing where it does.
pub fn unusable(model: &Model) -> Option<String> {
    match &model.desk.store {
        Store::Opening => Some("the store is being opened".to_owned()),
        Store::Failed(why) => Some(format!("the store cannot be used: {why}")),
        Store::Open(opened) => opened.read_only.as_ref().map(|why| format!("the store is read-only: {why}")),
    }
}

/// Why nothing is decided on what a cluster shows now: it does not say any more how it is.
pub fn too_old(model: &Model, recorded: &str) -> Option<String> {
    let sources = model.board.sources();
    let (_, source, _) = sources.iter().find(|(cluster, ..)| is_cluster(cluster, recorded))?;
    if matches!(source.link, Link::Live | Link::Connecting) {
        return None;
    }
    let seconds = source.answered.map(|at| model.now.duration_since(at).as_secs().max(0));
    let age = seconds.map_or_else(|| "of an unknown age".to_owned(), |seconds| format!("{seconds} s old"));
    Some(format!("data is {age}, refresh first: r"))
}

/// Whether a record is about this rollout of this cluster.
pub fn is_place(cluster: &Cluster, place: &Spot, key: &Key) -> bool {
    is_cluster(cluster, &place.cluster)
        && (&place.namespace, place.kind, &place.name) == (&key.namespace, key.kind, &key.name)
}
