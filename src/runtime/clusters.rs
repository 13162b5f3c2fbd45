//! The clusters that the console is connected to, each with its watch.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::BoxFuture;
use tokio::sync::{mpsc, watch};

use crate::{
    adapters::cluster::Api,
    domain::{
        cluster::{ClusterNo, Scope},
        text::Safe,
        watch::{Batch, Wanted},
    },
};

use super::task::Task;

/// Pins another context under this number.
pub type Connect = Arc<dyn Fn(Safe, ClusterNo) -> BoxFuture<'static, Result<Arc<dyn Api>, Safe>> + Send + Sync>;

/// Clusters by number. A number is never used twice: what an old one says late is nobody's.
pub(super) struct Clusters {
    watched: BTreeMap<ClusterNo, Watched>,
    next: u16,
    scope: Scope,
    out: mpsc::Sender<Batch>,
}

struct Watched {
    api: Arc<dyn Api>,
    wanted: watch::Sender<Wanted>,
    _watch: Task,
}

impl Clusters {
    pub(super) fn new(scope: Scope, out: mpsc::Sender<Batch>) -> Self {
        Self { watched: BTreeMap::new(), next: 0, scope, out }
    }

    /// Starts to watch one more.
    pub(super) fn add(&mut self, api: Arc<dyn Api>) {
        let (wanted, wishes) = watch::channel(Wanted::default());
        let task = Task::start(Arc::clone(&api).watch(self.scope.clone(), wishes, self.out.clone()));
        let no = api.cluster().no;
        self.next = self.next.max(no.0.saturating_add(1));
        self.watched.insert(no, Watched { api, wanted, _watch: task });
    }

    /// Ends every watch and begins this one.
    pub(super) fn replace(&mut self, api: Arc<dyn Api>) {
        self.watched.clear();
        self.add(api);
    }

    /// The number of the next one.
    pub(super) fn free(&mut self) -> ClusterNo {
        let no = ClusterNo(self.next);
        self.next = self.next.saturating_add(1);
        no
    }

    pub(super) fn get(&self, no: ClusterNo) -> Option<Arc<dyn Api>> {
        self.watched.get(&no).map(|watched| Arc::clone(&watched.api))
    }

    pub(super) fn all(&self) -> Vec<Arc<dyn Api>> {
        self.watched.values().map(|watched| Arc::clone(&watched.api)).collect()
    }

    /// Tells the cluster's watch what to follow, if that is something else than before.
    pub(super) fn want(&self, no: ClusterNo, wanted: Wanted) {
        if let Some(watched) = self.watched.get(&no) {
            watched.wanted.send_if_modified(|before| {
                let other = *before != wanted;
                *before = wanted;
                other
            });
        }
    }
}
