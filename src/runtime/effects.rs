//! What `update` asks for, done: each answer comes back as an event. One task per key; a new one ends the old.

use std::{collections::HashMap, mem::Discriminant, path::PathBuf, sync::Arc, time::Duration};

use tokio::sync::mpsc;

use crate::{
    adapters::cluster::Api,
    domain::{
        cluster::{Cluster, ClusterNo},
        inspection::Question,
        logs::{LogNews, LogRequest},
        text::Safe,
        watch::Batch,
    },
    flow::{Event, desk::Order, effect::Ticket, event::Clipboard},
    ops::analyze::Bench,
};

use super::{
    clusters::{Clusters, Connect},
    desk::{Office, OpenStore, Sites},
    file,
    news::News,
    settings::Settings,
    task::Task,
};

/// News of a log that wait for the loop; the reader waits beyond.
const NEWS: usize = 16;

/// Whoever typed something within so long of a frame had not seen it.
const SEEN: Duration = Duration::from_millis(400);

/// What the console can open besides the clusters that it begins with.
#[derive(Clone)]
pub struct Outside {
    /// Another context.
    pub connect: Connect,
    pub store: OpenStore,
    /// What analysing needs.
    pub bench: Bench,
    /// The clusters that are pinned, for what may change them.
    pub sites: Sites,
}

/// Performs effects that reach beyond the terminal.
pub(super) struct Effects {
    clusters: Clusters,
    connect: Connect,
    office: Office,
    state: PathBuf,
    news: mpsc::Sender<News>,
    asks: HashMap<(ClusterNo, Discriminant<Question>), Task>,
    tail: Option<Task>,
    opening: Option<Task>,
}

impl Effects {
    pub(super) fn new(
        apis: Vec<Arc<dyn Api>>,
        outside: Outside,
        settings: &Settings,
        batches: mpsc::Sender<Batch>,
        news: mpsc::Sender<News>,
    ) -> Self {
        let mut clusters = Clusters::new(settings.scope.clone(), batches);
        for api in apis {
            clusters.add(api);
        }
        let state = settings.state.clone();
        let office = Office::open(outside.store, outside.bench, outside.sites, news.clone());
        let connect = outside.connect;
        Self { clusters, connect, office, state, news, asks: HashMap::new(), tail: None, opening: None }
    }

    pub(super) fn clusters(&self) -> &Clusters {
        &self.clusters
    }

    pub(super) fn order(&mut self, ticket: Ticket, order: Order) {
        self.office.carry_out(ticket, order, self.clusters.all());
    }

    /// Ends what is carried out: nothing is begun any more, what is in flight gets its time.
    pub(super) async fn end(&mut self) {
        self.office.end().await;
    }

    pub(super) fn ask(&mut self, ticket: Ticket, cluster: ClusterNo, question: Question) {
        let Some(api) = self.clusters.get(cluster) else { return };
        let news = self.news.clone();
        let key = (cluster, std::mem::discriminant(&question));
        let task = Task::start(async move {
            let answer = api.ask(question.clone()).await;
            send(&news, Event::Answered { ticket, cluster, question, answer }).await;
        });
        self.asks.insert(key, task);
    }

    pub(super) fn tail(&mut self, ticket: Ticket, cluster: ClusterNo, request: LogRequest) {
        self.tail = None;
        let Some(api) = self.clusters.get(cluster) else { return };
        let news = self.news.clone();
        self.tail = Some(Task::start(async move {
            let (out, lines) = mpsc::channel(NEWS);
            tokio::join!(api.tail(request, out), forward(ticket, lines, news));
        }));
    }

    pub(super) fn stop_tail(&mut self) {
        self.tail = None;
    }

    /// Tells when a frame that was drawn now has been on the screen for long enough to be seen.
    pub(super) fn settle(&self, ticket: Ticket) {
        let news = self.news.clone();
        tokio::spawn(async move {
            tokio::time::sleep(SEEN).await;
            send(&news, Event::Settled { ticket }).await;
        });
    }

    /// The file beside the clipboard.
    pub(super) fn copy(&self, text: Safe, clipboard: Clipboard) {
        let folder = self.state.join("clip");
        self.write(move || {
            let file = file::replace(&folder, "last.txt", &text).map_err(|error| failed("write the copy", &error))?;
            Ok(Event::Copied { lines: text.lines().count(), clipboard, file: shown(&file) })
        });
    }

    pub(super) fn save(&self, name: Safe, text: Safe) {
        let folder = self.state.join("saved");
        self.write(move || {
            let file =
                file::create_new(&folder, &name, &text).map_err(|error| failed(&format!("save {name}"), &error))?;
            Ok(Event::Saved { file: shown(&file) })
        });
    }

    /// Takes a "yes" to a credential plugin. It is kept even if nobody waits for that.
    pub(super) fn allow(&self, cluster: ClusterNo, call: Safe) {
        let Some(api) = self.clusters.get(cluster) else { return };
        let news = self.news.clone();
        tokio::spawn(async move {
            if let Err(why) = api.allow(call).await {
                send(&news, Event::Failed(why)).await;
            }
        });
    }

    pub(super) fn open(&mut self, context: Safe) {
        let opening = (self.connect)(context, self.clusters.free());
        let news = self.news.clone();
        self.opening = Some(Task::start(async move {
            let pinned = match opening.await {
                Ok(api) => News::Pinned(api),
                Err(why) => News::Event(Event::Opened(Err(why))),
            };
            // The loop has ended if this fails.
            let _ = news.send(pinned).await;
        }));
    }

    /// Takes a context that was pinned, in place of the present ones.
    pub(super) fn pinned(&mut self, api: Arc<dyn Api>) -> Cluster {
        let cluster = api.cluster();
        self.asks.clear();
        self.tail = None;
        self.clusters.replace(api);
        cluster
    }

    /// Writes off the loop: a home directory may be far away. It is finished even if nobody waits for it.
    fn write(&self, work: impl FnOnce() -> Result<Event, Safe> + Send + 'static) {
        let news = self.news.clone();
        tokio::task::spawn_blocking(move || {
            // The loop has ended if this fails.
            let _ = news.blocking_send(News::Event(work().unwrap_or_else(Event::Failed)));
        });
    }
}

async fn forward(ticket: Ticket, mut lines: mpsc::Receiver<LogNews>, to: mpsc::Sender<News>) {
    while let Some(news) = lines.recv().await {
        send(&to, Event::Log { ticket, news }).await;
    }
}

async fn send(to: &mpsc::Sender<News>, event: Event) {
    // The loop has ended if this fails.
    let _ = to.send(News::Event(event)).await;
}

fn failed(what: &str, error: &std::io::Error) -> Safe {
    Safe::line(&format!("{what}: {error}"))
}

fn shown(path: &std::path::Path) -> Safe {
    Safe::line(&path.display().to_string())
}

#[cfg(test)]
mod tests;
