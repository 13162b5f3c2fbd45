//! The fold: batches in, rows out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::{
    Truth,
    cluster::{Cluster, ClusterNo, Gap, Identity, Link, Source, Spaces},
    environment::Environment,
    node::Node,
    pod::PodRow,
    rollout::Rollout,
    text::Safe,
    verdict::Thresholds,
    watch::{Batch, Change, Delta, LastWords, Span, Wanted},
    workload::{Key, Kind, Workload},
};

use crate::logic::policy::Environments;

use super::{
    entry::Entry,
    order::Rank,
    record::{Court, Progress, Record},
    side::Side,
};

/// Of a cluster that is not known.
const NOTHING: &Wanted = &Wanted {
    open: BTreeSet::new(),
    bad: BTreeSet::new(),
    revisions: BTreeSet::new(),
    unexplained: BTreeSet::new(),
    last_words: BTreeSet::new(),
    again: BTreeSet::new(),
};

/// Everything that is known of the clusters. Every time that is handed in is the console's; it becomes the cluster's by its skew.
#[derive(Debug, Clone, Default)]
pub struct Board {
    thresholds: Thresholds,
    environments: Environments,
    pub(super) sides: BTreeMap<ClusterNo, Side>,
    pub(super) order: BTreeMap<Rank, Rollout>,
    pub(super) open: BTreeSet<Key>,
    /// The console's clock, as it was handed in last.
    pub(super) now: Timestamp,
}

impl Board {
    /// What the adapters should follow of a cluster now.
    #[must_use]
    pub fn wanted(&self, cluster: ClusterNo) -> &Wanted {
        self.sides.get(&cluster).map_or(NOTHING, |side| &side.wishes.wanted)
    }

    #[must_use]
    pub fn new(thresholds: Thresholds, environments: Environments) -> Self {
        Self { thresholds, environments, ..Self::default() }
    }

    /// Takes in what a cluster said; returns whether any row, source or open rollout changed.
    pub fn apply(&mut self, batch: Batch, now: Timestamp) -> bool {
        self.now = now;
        let mut changed = false;
        let mut touched = BTreeSet::new();
        for change in batch.changes {
            if let Change::Cluster(cluster) = change {
                self.know(cluster);
                changed = true;
            } else if let Some(side) = self.sides.get_mut(&batch.cluster) {
                let brings_workloads = matches!(change, Change::Workload(..));
                changed |= take(side, change, &mut touched);
                // An open rollout may be deleted and come back as another object.
                for key in self.open.iter().filter(|_| brings_workloads) {
                    if let Some(record) = side.records.get_mut(key) {
                        record.is_open = true;
                    }
                }
            }
        }
        for key in touched {
            let shown = self.open.contains(&key);
            changed |= self.judge(&key, now) || shown;
        }
        self.settle(batch.cluster);
        changed
    }

    /// Judges again what time alone may have changed; returns whether any row changed.
    pub fn tick(&mut self, now: Timestamp) -> bool {
        self.now = now;
        let mut due = Vec::new();
        for side in self.sides.values_mut() {
            let time = side.time(now);
            while side.due.first().is_some_and(|(when, _)| *when <= time) {
                due.extend(side.due.pop_first().map(|(_, key)| key));
            }
        }
        let mut changed = false;
        for key in &due {
            changed |= self.judge(key, now);
        }
        for cluster in due.iter().map(|key| key.cluster).collect::<BTreeSet<_>>() {
            self.settle(cluster);
        }
        changed
    }

    /// Which rollouts somebody has open.
    pub fn open(&mut self, keys: BTreeSet<Key>) {
        let closed = std::mem::replace(&mut self.open, keys);
        for key in self.open.symmetric_difference(&closed) {
            let is_open = self.open.contains(key);
            let Some(side) = self.sides.get_mut(&key.cluster) else { continue };
            side.wishes.open(key, is_open);
            let Some(record) = side.records.get_mut(key) else { continue };
            record.is_open = is_open;
            if !is_open && !record.is_followed {
                side.release(key);
            }
            let time = side.time(self.now);
            side.wishes.weigh(key, side.records.get(key), time);
        }
        for cluster in self.sides.keys().copied().collect::<Vec<_>>() {
            self.settle(cluster);
        }
    }

    /// Every rollout, in the board's order: worst first; within the bad states the latest change first.
    #[must_use]
    pub fn rollouts(&self) -> Vec<&Rollout> {
        self.order.values().collect()
    }

    /// One rollout's row, without what explains it.
    #[must_use]
    pub fn rollout(&self, key: &Key) -> Option<&Rollout> {
        self.order.get(self.record(key)?.rank.as_ref()?)
    }

    #[must_use]
    pub fn entry(&self, key: &Key) -> Option<Entry<'_>> {
        let record = self.record(key)?;
        Some(Entry {
            rollout: self.order.get(record.rank.as_ref()?)?,
            workload: &record.workload,
            pods: record.pods.values().collect(),
            revisions: record.revisions.values().collect(),
            events: record.events(),
            unread: record.gaps.values().collect(),
        })
    }

    /// The sources, in the order of the command line.
    #[must_use]
    pub fn sources(&self) -> Vec<(&Cluster, &Source, Option<&Identity>)> {
        self.sides.values().map(|side| (&side.cluster, &side.source, side.identity.as_ref())).collect()
    }

    /// The namespaces that are watched of a cluster; `None` while that is not known.
    #[must_use]
    pub fn spaces(&self, cluster: ClusterNo) -> Option<&Spaces> {
        self.sides.get(&cluster)?.spaces.as_ref()
    }

    /// The environment of a namespace.
    #[must_use]
    pub fn environment(&self, cluster: &Cluster, namespace: &str) -> Environment {
        self.environments.of(cluster.id.as_ref(), namespace)
    }

    /// Nodes that are not ready or under pressure, and whether that is all that is known: unknown where nodes may not be listed.
    #[must_use]
    pub fn unwell_nodes(&self) -> (Truth, Vec<(ClusterNo, &Node)>) {
        let known = self.sides.values().all(|side| side.nodes_listed && side.source.link == Link::Live);
        let nodes = self.sides.values().flat_map(|side| side.nodes.values().map(|node| (side.cluster.no, node)));
        (if known { Truth::Yes } else { Truth::Unknown }, nodes.filter(|(_, node)| !node.is_well()).collect())
    }

    /// A node of a cluster.
    #[must_use]
    pub fn node(&self, cluster: ClusterNo, name: &str) -> Option<&Node> {
        self.sides.get(&cluster)?.nodes.get(name)
    }

    /// Every pod there is, as rows.
    pub fn pod_rows(&self) -> impl Iterator<Item = &PodRow> {
        self.sides.values().flat_map(|side| side.rows.iter())
    }

    pub(super) fn record(&self, key: &Key) -> Option<&Record> {
        self.sides.get(&key.cluster)?.records.get(key)
    }

    fn know(&mut self, cluster: Cluster) {
        if let Some(side) = self.sides.get_mut(&cluster.no) {
            side.cluster = cluster;
            return;
        }
        let mut side = Side::new(cluster);
        for key in self.open.iter().filter(|key| key.cluster == side.cluster.no) {
            side.wishes.open(key, true);
        }
        self.sides.insert(side.cluster.no, side);
    }

    /// Judges one rollout; returns whether its row changed.
    fn judge(&mut self, key: &Key, now: Timestamp) -> bool {
        let Some(side) = self.sides.get_mut(&key.cluster) else { return false };
        let time = side.time(now);
        let Some(record) = side.records.get_mut(key) else {
            side.wishes.weigh(key, None, time);
            return self.forget(key);
        };
        let environment = self.environments.of(side.cluster.id.as_ref(), &key.namespace);
        let court = Court { nodes: &side.nodes, thresholds: &self.thresholds, environment, now: time };
        let old_review = record.review;
        let row = record.judge(&court);
        let is_over = record.follow(row.verdict.state, self.open.contains(key), time);
        let (review, mut rank) = (record.review, record.rank.take());
        for when in [old_review, review].into_iter().flatten() {
            side.due.remove(&(when, key.clone()));
        }
        side.due.extend(review.map(|when| (when, key.clone())));
        if is_over {
            side.release(key);
        }
        let changed = place(&mut self.order, &mut rank, row);
        if let Some(record) = side.records.get_mut(key) {
            record.rank = rank;
        }
        side.wishes.weigh(key, side.records.get(key), time);
        changed
    }

    /// Takes out the row of a rollout that is gone.
    fn forget(&mut self, key: &Key) -> bool {
        let before = self.order.len();
        self.order.retain(|_, row| row.key != *key);
        self.order.len() != before
    }
}

/// Puts a row where it belongs; returns whether it is another one than before.
fn place(order: &mut BTreeMap<Rank, Rollout>, rank: &mut Option<Rank>, row: Rollout) -> bool {
    let new = Rank::of(&row);
    if rank.as_ref() == Some(&new) {
        let known = order.insert(new, row.clone());
        return known.as_ref() != Some(&row);
    }
    if let Some(old) = rank.take() {
        order.remove(&old);
    }
    order.insert(new.clone(), row);
    *rank = Some(new);
    true
}

/// Takes one change in; notes the rollouts that it touches, and returns whether the source itself changed.
fn take(side: &mut Side, change: Change, touched: &mut BTreeSet<Key>) -> bool {
    match change {
        Change::Cluster(_) => {}
        Change::Watching(spaces) => side.spaces = Some(spaces),
        Change::Identity(identity) => side.identity = Some(identity),
        Change::Source(source) => {
            if side.source.skew != source.skew {
                touched.extend(side.records.keys().cloned());
            }
            side.source = source;
        }
        Change::Workload(kind, delta) => return workloads(side, kind, delta, touched),
        Change::Revision(delta) => touched.extend(side.revisions(delta)),
        Change::Pod(delta) => touched.extend(side.pods(delta)),
        Change::PodRow(delta) => {
            let hints = side.rows.apply(delta);
            touched.extend(hints.iter().flat_map(|hint| side.take_hint(hint)));
            return false;
        }
        Change::Node(delta) => nodes(side, delta, touched),
        Change::Event(delta) => {
            touched.extend(side.events(delta));
            return false;
        }
        Change::LastWords(words, heard) => hear(side, words, heard, touched),
        Change::Unreadable(key, gap) => refuse(side, &key, gap, touched),
        Change::Missed { span, except } => touched.extend(side.miss(&span, &except)),
    }
    true
}

fn workloads(side: &mut Side, kind: Kind, delta: Delta<Workload>, touched: &mut BTreeSet<Key>) -> bool {
    let mut put = |side: &mut Side, workload: Workload| {
        let key = workload.key.clone();
        if side.records.get(&key).is_some_and(|record| record.workload.uid != workload.uid) {
            side.drop_pods(&key);
        }
        match side.records.get_mut(&key) {
            Some(record) => record.update(workload),
            None => side.insert(&key, Record::new(workload)),
        }
        touched.insert(key);
    };
    match delta {
        Delta::Apply(workload) => put(side, workload),
        Delta::Delete { namespace, name } => {
            let key = Key { cluster: side.cluster.no, namespace: namespace.unwrap_or_default(), kind, name };
            side.remove(&key);
            touched.insert(key);
        }
        Delta::Replace { span, items } => {
            let listed: BTreeSet<Key> = items.iter().map(|workload| workload.key.clone()).collect();
            for workload in items {
                put(side, workload);
            }
            for key in side.covered(kind, &span).into_iter().filter(|key| !listed.contains(key)) {
                side.remove(&key);
                touched.insert(key);
            }
            side.listed.insert((
                kind,
                match span {
                    Span::Namespace(namespace) => Some(namespace),
                    Span::All | Span::Rollout(_) | Span::Rollouts(_) => None,
                },
            ));
            // Rows may have come first: their hints were about nobody then.
            let troubled = side.rows.troubled();
            side.hint_anew(&troubled);
            return true;
        }
    }
    false
}

fn nodes(side: &mut Side, delta: Delta<Node>, touched: &mut BTreeSet<Key>) {
    let mut changed = BTreeSet::new();
    match delta {
        Delta::Apply(node) => {
            if side.nodes.get(&node.name) != Some(&node) {
                changed.insert(node.name.clone());
                side.nodes.insert(node.name.clone(), node);
            }
        }
        Delta::Delete { name, .. } => {
            side.nodes.remove(&name);
            changed.insert(name);
        }
        Delta::Replace { items, .. } => {
            side.nodes_listed = true;
            changed.extend(items.iter().map(|node| node.name.clone()));
            side.nodes = items.into_iter().map(|node| (node.name.clone(), node)).collect();
        }
    }
    let runs_there =
        |record: &Record| record.pods.values().any(|pod| pod.node.as_ref().is_some_and(|node| changed.contains(node)));
    touched.extend(side.records.iter().filter(|(_, record)| runs_there(record)).map(|(key, _)| key.clone()));
}

fn hear(side: &mut Side, words: LastWords, heard: Result<Safe, Gap>, touched: &mut BTreeSet<Key>) {
    let home = side.home(&words.namespace, &words.pod);
    if let Some(record) = home.as_ref().and_then(|key| side.records.get_mut(key)) {
        record.listen(words, heard);
    }
    touched.extend(home);
}

fn refuse(side: &mut Side, key: &Key, gap: Gap, touched: &mut BTreeSet<Key>) {
    let Some(record) = side.records.get_mut(key) else { return };
    match gap.resource.as_str() {
        "pods" => {
            record.pods_read = Progress::Refused(gap.clone());
            record.is_missed = false;
        }
        "replicasets" | "controllerrevisions" => record.revisions_read = Progress::Refused(gap.clone()),
        _ => {}
    }
    record.gaps.insert(gap.resource.clone(), gap);
    touched.insert(key.clone());
}
