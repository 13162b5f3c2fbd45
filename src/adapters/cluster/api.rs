//! What the rest of stanch may ask of a cluster.

use std::sync::Arc;

use futures::future::BoxFuture;
use tokio::sync::{mpsc, watch};

use crate::domain::{
    cluster::{Cluster, Scope},
    inspection::{Answer, Question},
    logs::{LogNews, LogRequest},
    text::Safe,
    watch::{Batch, Wanted},
};

/// One pinned cluster. Futures are plain: dropping one ends what it does.
pub trait Api: Send + Sync {
    /// Who it is, as far as that is known.
    fn cluster(&self) -> Cluster;

    /// Watches until it is dropped or nobody listens; survives every failure of the cluster.
    fn watch(
        self: Arc<Self>,
        scope: Scope,
        wanted: watch::Receiver<Wanted>,
        out: mpsc::Sender<Batch>,
    ) -> BoxFuture<'static, ()>;

    /// Answers one question, within the timeouts of K-2.
    fn ask(self: Arc<Self>, question: Question) -> BoxFuture<'static, Answer>;

    /// Reads logs until they end or it is dropped.
    fn tail(self: Arc<Self>, request: LogRequest, out: mpsc::Sender<LogNews>) -> BoxFuture<'static, ()>;

    /// Lets a credential plugin's call run that it was asked about, and tries again; says why the answer could not be kept.
    fn allow(self: Arc<Self>, _call: Safe) -> BoxFuture<'static, Result<(), Safe>> {
        // Most clusters have none.
        Box::pin(async { Ok(()) })
    }

    /// Makes waiting watches try again now.
    fn reconnect(&self);
}
