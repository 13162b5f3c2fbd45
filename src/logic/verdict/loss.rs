//! When pods stopped being ready. The API tells of the newest change alone, so what was seen once is remembered.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::domain::{
    Truth,
    pod::{ContainerState, Pod},
    text::Safe,
};

use super::unready;

/// For so long a loss is remembered.
const MEMORY: SignedDuration = SignedDuration::from_mins(10);

/// So many are remembered of one pod, the newest.
const MOST: usize = 8;

/// The losses of readiness that were seen, by the pod's uid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<Safe, BTreeSet<Timestamp>>);

impl Losses {
    /// Remembers what these pods show at `now`, by the cluster's clock, and forgets what is old.
    pub fn see<'a>(&mut self, pods: impl Iterator<Item = &'a Pod>, now: Timestamp) {
        for pod in pods {
            if let Some(lost) = of(pod) {
                let known = self.0.entry(pod.uid.clone()).or_default();
                known.insert(lost);
                while known.len() > MOST {
                    known.pop_first();
                }
            }
        }
        let is_recent = |lost: &Timestamp| now.duration_since(*lost) <= MEMORY;
        self.0.retain(|_, known| {
            known.retain(is_recent);
            !known.is_empty()
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The losses of a pod, and the one that it shows now.
    pub(super) fn of(&self, pod: &Pod) -> BTreeSet<Timestamp> {
        self.0.get(&pod.uid).into_iter().flatten().copied().chain(of(pod)).collect()
    }
}

/// When this pod stopped being ready, where it is not and a probe is why: it has been ready before, and a container that is asked went on running.
fn of(pod: &Pod) -> Option<Timestamp> {
    let lost = pod.ready.since.filter(|_| pod.ready.status == Truth::No && unready::was_ready(pod))?;
    let fails = pod.containers.iter().any(|container| {
        let ran = matches!(container.state, ContainerState::Running { since: Some(since) } if since < lost);
        ran && !container.ready && container.readiness.is_some()
    });
    fails.then_some(lost)
}
