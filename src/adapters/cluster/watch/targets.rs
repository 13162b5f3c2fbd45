//! What has to be known of a workload to read what belongs to it, as its own feed read it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

use crate::domain::{
    cluster::ClusterNo,
    text::Safe,
    watch::{Delta, Span},
    workload::{Key, Kind, Workload},
};

/// One rollout to be read. Another object of the same name is another target, and so is another selector.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    pub(super) key: Key,
    pub(super) uid: Safe,
    pub(super) selector: Safe,
    /// How often what was read of it was forgotten.
    pub(super) round: u32,
}

/// The uids and label selectors of all workloads.
#[derive(Clone, Default)]
pub(super) struct Targets {
    known: Arc<Mutex<BTreeMap<Key, (Safe, Safe)>>>,
    changed: Arc<Notify>,
}

impl Targets {
    pub(super) fn learn(&self, cluster: ClusterNo, kind: Kind, delta: &Delta<Workload>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut learn = |workload: &Workload| {
            let now = (workload.uid.clone(), workload.selector.clone());
            if known.get(&workload.key) != Some(&now) {
                known.insert(workload.key.clone(), now);
                self.changed.notify_one();
            }
        };
        match delta {
            Delta::Apply(workload) => learn(workload),
            Delta::Delete { namespace, name } => {
                let namespace = namespace.clone().unwrap_or_default();
                known.remove(&Key { cluster, namespace, kind, name: name.clone() });
            }
            Delta::Replace { span, items } => {
                items.iter().for_each(learn);
                let listed: BTreeSet<&Key> = items.iter().map(|workload| &workload.key).collect();
                known.retain(|key, _| key.kind != kind || !is_within(key, span) || listed.contains(key));
            }
        }
    }

    /// `None` for a workload that does not exist, as far as is known.
    pub(super) fn get(&self, key: &Key, round: u32) -> Option<Target> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (uid, selector) = known.get(key)?.clone();
        Some(Target { key: key.clone(), uid, selector, round })
    }

    /// Waits until some target is another one.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }
}

fn is_within(key: &Key, span: &Span) -> bool {
    match span {
        Span::Namespace(namespace) => key.namespace == *namespace,
        Span::All | Span::Rollout(_) | Span::Rollouts(_) => true,
    }
}
