//! What is due, in the order of time.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

pub use super::kubelet::Spoken;
use super::{
    agenda::{Agenda, Task, Who},
    autoscaler, budget,
    cluster::Cluster,
    daemonset, deployment,
    events::{self, Recorder},
    garbage,
    index::Index,
    kubelet::Kubelet,
    namespace, node, reactions, replicaset, scheduler, services, statefulset,
};
use crate::drill::{
    behaviour::Behaviours,
    resource::{RESOURCES, Resource},
    store::{Change, Store, What},
};

/// Everything in the cluster that acts by itself.
///
/// The first [`advance`](Self::advance) says when time begins: what is in the store by then is found there at that moment.
#[derive(Debug)]
pub struct Engine {
    kubelet: Kubelet,
    agenda: Agenda,
    index: Index,
    recorder: Recorder,
    /// The version up to which the store's changes are known.
    known: u64,
    now: Option<Timestamp>,
    /// What only says that nothing has changed is not said before.
    seen: Timestamp,
}

impl Engine {
    #[must_use]
    pub fn new(behaviours: Behaviours) -> Self {
        Self {
            kubelet: Kubelet::new(behaviours),
            agenda: Agenda::default(),
            index: Index::default(),
            recorder: Recorder::default(),
            known: 0,
            now: None,
            seen: Timestamp::MIN,
        }
    }

    /// With a past that nobody sees: until that time nodes do not repeat that they live. What happens is the same.
    #[must_use]
    pub fn seen_from(self, seen: Timestamp) -> Self {
        Self { seen, ..self }
    }

    /// Does everything that is due up to this moment.
    pub fn advance(&mut self, store: &mut Store, to: Timestamp) {
        let now = *self.now.get_or_insert(to);
        self.learn(store, now);
        while let Some((at, task)) = self.agenda.next(to) {
            let now = at.max(self.now.unwrap_or(at));
            self.now = Some(now);
            self.perform(store, &task, now);
            self.learn(store, now);
        }
        self.now = self.now.max(Some(to));
    }

    /// When something is due next.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.agenda.due()
    }

    /// What a container of a pod said, in its present run or the one before.
    #[must_use]
    pub fn spoken(&self, uid: &str, container: &str, previous: bool) -> Option<Spoken> {
        self.kubelet.spoken(uid, container, previous)
    }

    fn perform(&mut self, store: &mut Store, task: &Task, now: Timestamp) {
        let mut cluster =
            Cluster { store, index: &self.index, agenda: &mut self.agenda, recorder: &mut self.recorder, now };
        let (cluster, key) = (&mut cluster, &task.key);
        match task.who {
            Who::Deployments => deployment::reconcile(cluster, key),
            Who::ReplicaSets => replicaset::reconcile(cluster, key),
            Who::StatefulSets => statefulset::reconcile(cluster, key),
            Who::DaemonSets => daemonset::reconcile(cluster, key),
            Who::Scheduler => scheduler::assign(cluster, key),
            Who::Kubelet => self.kubelet.look(cluster, key),
            Who::Services => services::reconcile(cluster, key),
            Who::Budgets => budget::reconcile(cluster, key),
            Who::Autoscalers => autoscaler::reconcile(cluster, key),
            Who::Namespaces => namespace::reconcile(cluster, key),
            Who::Heartbeats => node::beat(cluster, key, self.seen),
            Who::Garbage => garbage::reconcile(cluster, key),
            Who::Expiry => {
                let expiry = cluster.get(key).and_then(|event| events::expiry(&event.value));
                match expiry {
                    Some(at) if at > now => cluster.agenda.add(at, task.clone()),
                    _ => {
                        cluster.store.remove(key);
                    }
                }
            }
        }
    }

    /// Takes note of what was written since the last time. Whoever has to act on it looks a moment later.
    fn learn(&mut self, store: &mut Store, now: Timestamp) {
        if store.version() == self.known {
            return;
        }
        let changes: Vec<Arc<Change>> = match store.since(self.known) {
            Ok(changes) => changes.map(Arc::clone).collect(),
            Err(_) => self.relist(store),
        };
        self.known = store.version();
        for change in changes {
            let namespace = Arc::clone(&change.object.key.namespace);
            let former: Vec<_> = self.index.choosers(&change.object.key).cloned().collect();
            self.index.learn(&change, store.list(Resource::pods(), Some(&namespace)));
            for task in reactions::to(&change, &self.index, &former) {
                let work = self.index.work(&task);
                let hop = 10_000 + work + i64::try_from(store.dice().below(20_000)).unwrap_or(0);
                let hop = SignedDuration::from_micros(hop);
                self.agenda.add(now.saturating_add(hop).unwrap_or(now), task);
            }
        }
    }

    /// Where the history is gone, everything is found anew, as an informer does.
    fn relist(&mut self, store: &Store) -> Vec<Arc<Change>> {
        self.index = Index::default();
        let all = RESOURCES.iter().flat_map(|resource| store.list(resource, None));
        all.map(|object| Arc::new(Change { what: What::Added, object: Arc::clone(object), before: None })).collect()
    }
}
