//! The clusters that are pinned, as walks need them: where one looks, and where one may write.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    adapters::cluster::{Api, effects::Effects},
    domain::{
        cluster::{ClusterId, ClusterNo},
        incident::Place,
        strategy::{Definition, Strategy},
        text::Safe,
        verdict::Thresholds,
        workload::{Key, Kind},
    },
    logic::policy::Environments,
    ops::{strategy::Shelf, walk::Site},
    runtime::clock,
};

/// One cluster that is pinned.
#[derive(Clone)]
pub struct Pinned {
    pub api: Arc<dyn Api>,
    pub effects: Arc<dyn Effects>,
    /// Whether the API server's certificate is verified.
    pub tls_verified: bool,
    pub impersonates: bool,
}

/// Every cluster that is pinned, and what the strategies and policies say.
#[derive(Clone, Default)]
pub struct Sites {
    pinned: Arc<Mutex<Vec<Pinned>>>,
    thresholds: Thresholds,
    environments: Environments,
    /// Where the user's strategies are.
    config: Option<PathBuf>,
}

impl Sites {
    #[must_use]
    pub fn new(thresholds: Thresholds, environments: Environments, config: Option<PathBuf>) -> Self {
        Self { pinned: Arc::default(), thresholds, environments, config }
    }

    /// Takes one more cluster in.
    pub fn add(&self, pinned: Pinned) {
        self.pinned.lock().unwrap_or_else(PoisonError::into_inner).push(pinned);
    }

    /// Where a rollout of the board is.
    pub(super) fn at(&self, key: &Key) -> Option<Site> {
        let pinned = self.find(|pinned| pinned.api.cluster().no == key.cluster)?;
        Some(self.site(pinned, key.clone()))
    }

    /// Where a rollout is that a record names.
    pub(super) fn of(&self, place: &Place) -> Option<Site> {
        let pinned = self.find(|pinned| pinned.api.cluster().id.is_some_and(|id| is_named(&id, &place.cluster)))?;
        let cluster = pinned.api.cluster().no;
        let key = Key { cluster, namespace: place.namespace.clone(), kind: place.kind, name: place.name.clone() };
        Some(self.site(pinned, key))
    }

    /// A cluster itself: no rollout of it is meant.
    pub(super) fn cluster(&self, no: ClusterNo) -> Option<Site> {
        let pinned = self.find(|pinned| pinned.api.cluster().no == no)?;
        let namespace = pinned.api.cluster().namespace;
        let key = Key { cluster: no, namespace, kind: Kind::Deployment, name: Safe::default() };
        Some(self.site(pinned, key))
    }

    /// The strategies that there are.
    pub(super) async fn strategies(&self) -> Vec<Strategy> {
        self.shelf(|shelf| shelf.strategies().cloned().collect()).await.unwrap_or_default()
    }

    pub(super) async fn definition(&self, id: Safe) -> Option<Definition> {
        self.shelf(move |shelf| shelf.find(&id).map(|kept| kept.definition.clone())).await.flatten()
    }

    async fn shelf<T: Send + 'static>(&self, read: impl FnOnce(&Shelf) -> T + Send + 'static) -> Option<T> {
        let config = self.config.clone();
        tokio::task::spawn_blocking(move || read(&Shelf::open(config.as_deref()))).await.ok()
    }

    fn find(&self, is: impl Fn(&Pinned) -> bool) -> Option<Pinned> {
        self.pinned.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|pinned| is(pinned)).cloned()
    }

    fn site(&self, pinned: Pinned, key: Key) -> Site {
        let Pinned { api, effects, tls_verified, impersonates } = pinned;
        Site {
            api,
            effects,
            key,
            tls_verified,
            impersonates,
            thresholds: self.thresholds,
            environments: self.environments.clone(),
            clock: clock::now,
        }
    }
}

fn is_named(id: &ClusterId, recorded: &Safe) -> bool {
    let hash = recorded.strip_prefix("sha256:");
    id.uid.as_ref() == Some(recorded) || hash == Some(id.endpoint.as_str())
}
