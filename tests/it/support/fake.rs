//! A cluster that replays what it was given: `Api` without a network.

use std::sync::{Arc, Mutex};

use futures::future::BoxFuture;
use stanch::{
    adapters::{cluster::Api, world::World},
    domain::{
        cluster::{Cluster, Gap, Scope},
        inspection::{Answer, Question},
        logs::{LogNews, LogRequest},
        text::Safe,
        watch::{Batch, Change, Wanted},
    },
};
use tokio::sync::{mpsc, watch};

type Answering = dyn Fn(&Question) -> Option<Answer> + Send + Sync;
type Detailing = dyn Fn(&Wanted) -> Vec<Change> + Send + Sync;

/// A cluster that says its changes at once, details when they are wanted, and nothing after.
pub struct Fake {
    cluster: Cluster,
    changes: Vec<Change>,
    details: Box<Detailing>,
    answers: Box<Answering>,
    news: Vec<LogNews>,
    /// What was asked of it, in order.
    pub scopes: Mutex<Vec<Scope>>,
    pub tails: Mutex<Vec<LogRequest>>,
}

impl Fake {
    pub fn new(cluster: Cluster, changes: Vec<Change>) -> Self {
        Self {
            cluster,
            changes,
            details: Box::new(|_| Vec::new()),
            answers: Box::new(|_| None),
            news: Vec::new(),
            scopes: Mutex::default(),
            tails: Mutex::default(),
        }
    }

    /// What it says whenever something else is wanted.
    pub fn detailing(mut self, details: impl Fn(&Wanted) -> Vec<Change> + Send + Sync + 'static) -> Self {
        self.details = Box::new(details);
        self
    }

    pub fn answering(mut self, answers: impl Fn(&Question) -> Option<Answer> + Send + Sync + 'static) -> Self {
        self.answers = Box::new(answers);
        self
    }

    pub fn logging(mut self, news: Vec<LogNews>) -> Self {
        self.news = news;
        self
    }

    pub fn world(self) -> World {
        World { clusters: vec![Arc::new(self)] }
    }
}

impl Api for Fake {
    fn cluster(&self) -> Cluster {
        self.cluster.clone()
    }

    fn watch(
        self: Arc<Self>,
        scope: Scope,
        mut wanted: watch::Receiver<Wanted>,
        out: mpsc::Sender<Batch>,
    ) -> BoxFuture<'static, ()> {
        self.scopes.lock().unwrap().push(scope);
        Box::pin(async move {
            let batch = |changes| Batch { cluster: self.cluster.no, changes };
            if out.send(batch(self.changes.clone())).await.is_err() {
                return;
            }
            loop {
                let details = (self.details)(&wanted.borrow_and_update());
                if !details.is_empty() && out.send(batch(details)).await.is_err() {
                    return;
                }
                if wanted.changed().await.is_err() {
                    // A real watch goes on when nobody wants anything else any more.
                    return std::future::pending().await;
                }
            }
        })
    }

    fn ask(self: Arc<Self>, question: Question) -> BoxFuture<'static, Answer> {
        let unreadable = || {
            Answer::Unreadable(Gap {
                verb: Safe::clean("get"),
                resource: Safe::clean("answers"),
                namespace: None,
                message: Safe::clean(&format!("cannot answer {question:?}")),
            })
        };
        let answer = (self.answers)(&question).unwrap_or_else(unreadable);
        Box::pin(async move { answer })
    }

    fn tail(self: Arc<Self>, request: LogRequest, out: mpsc::Sender<LogNews>) -> BoxFuture<'static, ()> {
        self.tails.lock().unwrap().push(request);
        Box::pin(async move {
            for news in self.news.clone() {
                if out.send(news).await.is_err() {
                    return;
                }
            }
        })
    }

    fn reconnect(&self) {}
}
