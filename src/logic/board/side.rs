//! What is known of one cluster.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::{
    cluster::{Cluster, Identity, Skew, Source, Spaces},
    event::ClusterEvent,
    node::Node,
    pod::Pod,
    text::Safe,
    watch::{Delta, Span},
    workload::{Key, Kind, Revision},
};

use super::{
    attribution,
    record::{Progress, Record},
    rows::{Hint, Rows},
    wanted::Wishes,
};

/// One cluster, and its rollouts.
#[derive(Debug, Clone)]
pub(super) struct Side {
    pub(super) cluster: Cluster,
    pub(super) source: Source,
    pub(super) identity: Option<Identity>,
    /// What is watched, once that is known.
    pub(super) spaces: Option<Spaces>,
    pub(super) records: BTreeMap<Key, Record>,
    /// The namespaces in which a workload of this name exists.
    names: BTreeMap<(Kind, Safe), BTreeSet<Safe>>,
    /// Whose a known pod is.
    homes: BTreeMap<(Safe, Safe), Key>,
    pub(super) rows: Rows,
    /// Whether every pod comes as an object.
    pub(super) has_objects: bool,
    pub(super) nodes: BTreeMap<Safe, Node>,
    pub(super) nodes_listed: bool,
    pub(super) listed: BTreeSet<(Kind, Option<Safe>)>,
    pub(super) events_listed: BTreeSet<Option<Safe>>,
    /// Rollouts that time alone may change, by the cluster's clock.
    pub(super) due: BTreeSet<(Timestamp, Key)>,
    /// What is wanted of its rollouts.
    pub(super) wishes: Wishes,
    /// Whether everything that was asked for has arrived.
    pub(super) is_settled: bool,
}

impl Side {
    pub(super) fn new(cluster: Cluster) -> Self {
        Self {
            cluster,
            source: Source::default(),
            identity: None,
            spaces: None,
            records: BTreeMap::new(),
            names: BTreeMap::new(),
            homes: BTreeMap::new(),
            rows: Rows::default(),
            has_objects: false,
            nodes: BTreeMap::new(),
            nodes_listed: false,
            listed: BTreeSet::new(),
            events_listed: BTreeSet::new(),
            due: BTreeSet::new(),
            wishes: Wishes::default(),
            is_settled: false,
        }
    }

    /// The cluster's time; the console's own until the cluster has told.
    pub(super) fn time(&self, now: Timestamp) -> Timestamp {
        self.source.skew.unwrap_or(Skew(0)).cluster_time(now)
    }

    /// Whose pod this is, as far as it was read.
    pub(super) fn home(&self, namespace: &Safe, pod: &Safe) -> Option<Key> {
        self.homes.get(&(namespace.clone(), pod.clone())).cloned()
    }

    pub(super) fn insert(&mut self, key: &Key, record: Record) {
        self.names.entry((key.kind, key.name.clone())).or_default().insert(key.namespace.clone());
        self.records.insert(key.clone(), record);
    }

    pub(super) fn remove(&mut self, key: &Key) -> Option<Record> {
        if let Some(spaces) = self.names.get_mut(&(key.kind, key.name.clone())) {
            spaces.remove(&key.namespace);
        }
        let record = self.records.remove(key)?;
        for pod in record.pods.keys() {
            self.homes.remove(&(key.namespace.clone(), pod.clone()));
        }
        Some(record)
    }

    /// The rollouts that a list of this kind and span speaks for.
    pub(super) fn covered(&self, kind: Kind, span: &Span) -> Vec<Key> {
        self.records.keys().filter(|key| key.kind == kind && covers(span, key)).cloned().collect()
    }

    /// Forgets the pods of a rollout that nobody follows any more. Where pods come as objects, they stay: nothing lists them again.
    pub(super) fn release(&mut self, key: &Key) {
        if self.has_objects {
            return;
        }
        let Some(record) = self.records.get_mut(key) else { return };
        for pod in record.release().into_keys() {
            self.homes.remove(&(key.namespace.clone(), pod));
        }
    }

    /// Takes pods in; returns the rollouts that have to be judged again.
    pub(super) fn pods(&mut self, delta: Delta<Pod>) -> BTreeSet<Key> {
        match delta {
            Delta::Apply(pod) => self.put(pod).into_iter().collect(),
            Delta::Delete { namespace, name } => {
                self.drop_pod(namespace.unwrap_or_default(), &name).into_iter().collect()
            }
            Delta::Replace { span, items } => {
                // Pods as objects are listed by themselves only where the server prints no rows.
                self.has_objects |= !matches!(span, Span::Rollout(_));
                let mut touched: BTreeSet<Key> = match span {
                    // A list that was under way when its rollout was let go of is nobody's: nothing tells its changes.
                    Span::Rollout(key)
                        if !self.records.get(&key).is_some_and(|one| self.has_objects || one.takes_lists()) =>
                    {
                        return BTreeSet::new();
                    }
                    Span::Rollout(key) => [key].into(),
                    span => self.records.keys().filter(|key| covers(&span, key)).cloned().collect(),
                };
                for key in &touched {
                    self.drop_pods(key);
                    let Some(record) = self.records.get_mut(key) else { continue };
                    record.pods_read = Progress::Listed;
                    record.is_missed = false;
                    record.gaps.remove("pods");
                }
                touched.extend(items.into_iter().filter_map(|pod| self.put(pod)));
                touched
            }
        }
    }

    fn put(&mut self, pod: Pod) -> Option<Key> {
        let key = attribution::of_pod(self.cluster.no, &pod)?;
        let record = self.records.get_mut(&key)?;
        if !self.has_objects && !record.keeps(&pod) {
            return self.drop_pod(pod.namespace, &pod.name);
        }
        let place = (pod.namespace.clone(), pod.name.clone());
        if record.pods.insert(pod.name.clone(), pod).is_none() {
            self.homes.insert(place, key.clone());
        }
        Some(key)
    }

    /// Forgets the pods that are known of a rollout.
    pub(super) fn drop_pods(&mut self, key: &Key) {
        let Some(record) = self.records.get_mut(key) else { return };
        for pod in std::mem::take(&mut record.pods).into_keys() {
            self.homes.remove(&(key.namespace.clone(), pod));
        }
    }

    /// Takes in that nobody watched the pods of a span for a while; returns the rollouts that have to be judged again.
    pub(super) fn miss(&mut self, span: &Span, except: &BTreeSet<Key>) -> BTreeSet<Key> {
        self.events_listed.retain(|place| match span {
            Span::Namespace(namespace) => place.as_ref() != Some(namespace),
            Span::All | Span::Rollout(_) | Span::Rollouts(_) => false,
        });
        // Where pods come as objects, a watch of their own goes on.
        let missed = |key: &&Key| !self.has_objects && covers(span, key) && !except.contains(key);
        let touched: BTreeSet<Key> = self.records.keys().filter(missed).cloned().collect();
        for key in &touched {
            match self.records.get_mut(key) {
                // What is known of it is still the best there is, until it is listed again.
                Some(record) if record.is_read() => record.is_missed = true,
                _ => self.drop_pods(key),
            }
        }
        touched
    }

    fn drop_pod(&mut self, namespace: Safe, name: &Safe) -> Option<Key> {
        let key = self.homes.remove(&(namespace, name.clone()))?;
        self.records.get_mut(&key)?.pods.remove(name);
        Some(key)
    }

    /// Takes revisions in; returns the rollouts that have to be judged again.
    pub(super) fn revisions(&mut self, delta: Delta<Revision>) -> BTreeSet<Key> {
        match delta {
            Delta::Apply(revision) => self.put_revision(revision).into_iter().collect(),
            Delta::Delete { namespace, name } => {
                let namespace = namespace.unwrap_or_default();
                let mut of_it = self.records.iter_mut().filter(|(key, _)| key.namespace == namespace);
                let found = of_it.find_map(|(key, record)| record.revisions.remove(&name).map(|_| key.clone()));
                found.into_iter().collect()
            }
            Delta::Replace { span, items } => {
                let mut touched = BTreeSet::new();
                if let Span::Rollout(key) = &span
                    && let Some(record) = self.records.get_mut(key)
                {
                    record.revisions.clear();
                    record.revisions_read = Progress::Listed;
                    record.gaps.remove("replicasets");
                    record.gaps.remove("controllerrevisions");
                    touched.insert(key.clone());
                }
                touched.extend(items.into_iter().filter_map(|revision| self.put_revision(revision)));
                touched
            }
        }
    }

    fn put_revision(&mut self, revision: Revision) -> Option<Key> {
        let key = attribution::of_revision(self.cluster.no, &revision)?;
        self.records.get_mut(&key)?.revisions.insert(revision.name.clone(), revision);
        Some(key)
    }

    /// Takes events in. None is ever taken out: the API forgets, the console does not.
    pub(super) fn events(&mut self, delta: Delta<ClusterEvent>) -> BTreeSet<Key> {
        let events = match delta {
            Delta::Apply(event) => vec![event],
            Delta::Delete { .. } => Vec::new(),
            Delta::Replace { span, items } => {
                let mut touched = self.listen(span);
                touched.extend(items.into_iter().filter_map(|event| self.hear(event)));
                return touched;
            }
        };
        events.into_iter().filter_map(|event| self.hear(event)).collect()
    }

    /// Notes of what a list of events spoke: of some rollouts all of them, or the warnings of whole namespaces.
    fn listen(&mut self, span: Span) -> BTreeSet<Key> {
        let keys = match span {
            Span::Rollouts(keys) => keys,
            Span::Rollout(key) => [key].into(),
            Span::Namespace(namespace) => {
                self.events_listed.insert(Some(namespace));
                return BTreeSet::new();
            }
            Span::All => {
                self.events_listed.insert(None);
                return BTreeSet::new();
            }
        };
        for key in &keys {
            if let Some(record) = self.records.get_mut(key) {
                record.events_read = Progress::Listed;
            }
        }
        keys
    }

    fn hear(&mut self, event: ClusterEvent) -> Option<Key> {
        let home = self.home(&event.namespace, &event.about.name);
        let guess = || {
            let concerned = attribution::concerned(&event.about.kind, &event.about.name);
            let mut keys = concerned.into_iter().map(|(kind, name)| Key {
                cluster: self.cluster.no,
                namespace: event.namespace.clone(),
                kind,
                name: Safe::clean(name),
            });
            keys.find(|key| self.records.contains_key(key))
        };
        let key = home.or_else(guess)?;
        self.records.get_mut(&key)?.hear(event);
        Some(key)
    }

    /// Marks the rollouts that a hint may be about; returns them.
    pub(super) fn take_hint(&mut self, hint: &Hint) -> BTreeSet<Key> {
        let mut touched = BTreeSet::new();
        for (kind, name) in attribution::guesses(&hint.pod) {
            let Some(spaces) = self.names.get(&(kind, Safe::clean(name))) else { continue };
            let fitting = spaces.iter().filter(|space| hint.namespace.as_ref().is_none_or(|one| one == *space));
            for namespace in fitting {
                let key = Key { cluster: self.cluster.no, namespace: namespace.clone(), kind, name: Safe::clean(name) };
                let Some(record) = self.records.get_mut(&key) else { continue };
                let changed =
                    if hint.troubled { record.hints.insert(hint.pod.clone()) } else { record.hints.remove(&hint.pod) };
                if changed {
                    touched.insert(key);
                }
            }
        }
        touched
    }

    /// The hints of the rows there are, for a workload that came later than its pods.
    pub(super) fn hint_anew(&mut self, troubled: &[Hint]) {
        for hint in troubled {
            self.take_hint(hint);
        }
    }
}

fn covers(span: &Span, key: &Key) -> bool {
    match span {
        Span::All => true,
        Span::Namespace(namespace) => key.namespace == *namespace,
        Span::Rollout(one) => one == key,
        Span::Rollouts(many) => many.contains(key),
    }
}
