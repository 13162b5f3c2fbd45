//! The pods that live on nodes, and when something happens to each.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    life::{Bench, Life, Shown, Spoken},
    pod, status,
};
use crate::drill::{
    behaviour::Behaviours,
    engine::{
        agenda::{Task, Who},
        cluster::Cluster,
        fields::Fields,
    },
    object::Key,
};

/// All kubelets.
#[derive(Debug)]
pub struct Kubelet {
    behaviours: Behaviours,
    /// By pod uid.
    lives: HashMap<String, Life>,
    /// The uid of the pod that lives under a name.
    named: HashMap<Key, String>,
    /// Which node has which image.
    images: HashSet<(String, String)>,
    begun: u64,
}

impl Kubelet {
    #[must_use]
    pub fn new(behaviours: Behaviours) -> Self {
        Self { behaviours, lives: HashMap::new(), named: HashMap::new(), images: HashSet::new(), begun: 0 }
    }

    /// Looks at a pod: does what is due, writes its status, and asks for the next time.
    pub fn look(&mut self, cluster: &mut Cluster<'_>, key: &Key) {
        let stored = cluster.get(key);
        if let Some(uid) = self.named.get(key)
            && stored.as_ref().is_none_or(|pod| pod.uid() != uid)
        {
            self.lives.remove(uid);
            self.named.remove(key);
        }
        let Some(pod) = stored else { return };
        let node = pod.value.text("spec.nodeName");
        if node.is_empty() || cluster.named("Node", "", node).is_none() {
            return;
        }
        let mut bench =
            Bench { cluster, behaviours: &self.behaviours, images: &mut self.images, pod: Arc::clone(&pod) };
        let mut moved = false;
        let life = self.lives.entry(pod.uid().to_owned()).or_insert_with(|| {
            self.begun += 1;
            self.named.insert(key.clone(), pod.uid().to_owned());
            moved = true;
            pod::begin(&mut bench, self.begun)
        });
        moved |= pod::advance(life, &mut bench);
        if life.gone.is_some_and(|gone| gone <= bench.now()) {
            cluster.store.remove(key);
            self.lives.remove(pod.uid());
            self.named.remove(key);
            return;
        }
        if moved {
            // It stands in the store as it was found: this kubelet alone writes it, and it does so here.
            let new = status::compose(life, &pod.value, cluster.now);
            cluster.edit_status(key, new);
        }
        if let Some(at) = pod::next(life) {
            cluster.agenda.add(at, Task { who: Who::Kubelet, key: key.clone() });
        }
    }

    /// What a container said, in its present run or the one before. A run that ended and waits to begin again counts as both.
    #[must_use]
    pub fn spoken(&self, uid: &str, container: &str, previous: bool) -> Option<Spoken> {
        let container = self.lives.get(uid)?.containers.iter().find(|one| one.name == container)?;
        let waits = matches!(container.shown, Shown::Waiting { .. });
        if previous && !waits { container.previous.clone() } else { container.present.clone() }
    }
}
