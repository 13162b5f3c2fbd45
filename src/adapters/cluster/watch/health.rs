//! What is known about the connection as a whole, told again whenever it changes.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use crate::domain::{
    cluster::{Gap, Source},
    text::Safe,
    watch::Change,
};

use super::outbox::Outbox;

/// The state of the connection, shared by the heartbeat and all feeds.
pub(super) struct Health {
    out: Outbox,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    source: Source,
    /// By resource and namespace: one gap each, the latest.
    gaps: BTreeMap<(&'static str, Option<Safe>), Gap>,
}

impl Health {
    pub(super) fn new(out: Outbox) -> Self {
        Self { out, known: Mutex::default() }
    }

    /// Changes the connection's state and tells it.
    pub(super) async fn update(&self, change: impl FnOnce(&mut Source)) {
        self.tell(|known| {
            change(&mut known.source);
            true
        })
        .await;
    }

    pub(super) async fn relisted(&self) {
        self.update(|source| source.relists += 1).await;
    }

    /// A resource cannot be read, or can again.
    pub(super) async fn gap(&self, resource: &'static str, namespace: Option<&Safe>, gap: Option<Gap>) {
        let place = (resource, namespace.cloned());
        self.tell(|known| match gap {
            Some(gap) => known.gaps.insert(place, gap.clone()) != Some(gap),
            None => known.gaps.remove(&place).is_some(),
        })
        .await;
    }

    async fn tell(&self, change: impl FnOnce(&mut Known) -> bool) {
        let source = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if !change(&mut known) {
                return;
            }
            known.source.gaps = known.gaps.values().cloned().collect();
            known.source.clone()
        };
        // Nobody listens any more when the console is going down.
        let _ = self.out.send(Change::Source(source)).await;
    }
}
