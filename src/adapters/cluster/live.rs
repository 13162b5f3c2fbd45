//! A cluster as it really is: `Api` over a connection.

use std::sync::Arc;

use futures::future::BoxFuture;
use tokio::sync::{mpsc, watch};

use crate::domain::{
    cluster::{Cluster, ClusterNo, Scope},
    inspection::{Answer, Question},
    logs::{LogNews, LogRequest},
    text::Safe,
    watch::{Batch, Wanted},
};

use super::{
    Api, Error, ask,
    connection::Connection,
    kubeconfig::{self, Settings, Warnings},
    logs,
    plugin::Trust,
    watch as watches,
};

/// A pinned cluster.
pub struct Live {
    connection: Arc<Connection>,
    /// What changes the cluster, and what has to be known for that (F1).
    pub(super) effects: Arc<Connection>,
    wake: watch::Sender<u64>,
}

/// Pins the contexts that the settings name, numbered from `first` on. Nothing is sent yet; also what is worth a warning
/// about their files.
pub fn pin(settings: &Settings, first: ClusterNo) -> Result<(Vec<Arc<Live>>, Warnings), Error> {
    let (pinned, mut warnings) = kubeconfig::pin(settings, first)?;
    let mut clusters = Vec::new();
    let trust = Arc::new(Trust::new(settings.plugins.clone()));
    for one in pinned {
        let connection = Connection::new(one, Arc::clone(&trust));
        if connection.is_unverified() {
            let context = connection.cluster().context;
            let text = format!("context {context} does not verify its server (insecure-skip-tls-verify)");
            warnings.push(Safe::clean(&text));
        }
        let effects = Arc::new(connection.twin());
        clusters.push(Arc::new(Live { connection: Arc::new(connection), effects, wake: watch::channel(0).0 }));
    }
    Ok((clusters, warnings))
}

impl Live {
    /// Refuses what may not be run to log in (B-39), for where nobody can be asked. Nothing is run.
    pub fn check(&self) -> Result<(), Error> {
        self.connection.credentials().check()
    }

    /// Whether nobody can be in between: the API server's certificate is verified, or it is reached without leaving this host.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        let server = self.connection.cluster().server;
        let plain_here = ["http://127.0.0.1", "http://[::1]", "http://localhost"]
            .iter()
            .any(|here| server.strip_prefix(here).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/'])));
        !self.connection.is_unverified() && (server.starts_with("https://") || plain_here)
    }

    /// Whether requests are made in somebody else's name.
    #[must_use]
    pub fn impersonates(&self) -> bool {
        self.connection.impersonates()
    }
}

impl Api for Live {
    fn cluster(&self) -> Cluster {
        self.connection.cluster()
    }

    fn watch(
        self: Arc<Self>,
        scope: Scope,
        wanted: watch::Receiver<Wanted>,
        out: mpsc::Sender<Batch>,
    ) -> BoxFuture<'static, ()> {
        Box::pin(watches::run(self.connection.clone(), scope, wanted, self.wake.subscribe(), out))
    }

    fn ask(self: Arc<Self>, question: Question) -> BoxFuture<'static, Answer> {
        Box::pin(ask::answer(self.connection.clone(), question))
    }

    fn tail(self: Arc<Self>, request: LogRequest, out: mpsc::Sender<LogNews>) -> BoxFuture<'static, ()> {
        Box::pin(logs::tail(self.connection.clone(), request, out))
    }

    fn allow(self: Arc<Self>, call: Safe) -> BoxFuture<'static, Result<(), Safe>> {
        Box::pin(async move {
            let credentials = Arc::clone(self.connection.credentials());
            let kept = tokio::task::spawn_blocking(move || credentials.allow(&call)).await;
            self.reconnect();
            let failed = |why: &dyn std::fmt::Display| Safe::line(&format!("keep this answer for another time: {why}"));
            match kept {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(failed(&error)),
                Err(error) => Err(failed(&error)),
            }
        })
    }

    fn reconnect(&self) {
        self.wake.send_modify(|count| *count += 1);
    }
}
