use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use futures::future::BoxFuture;
use tokio::sync::watch;

use super::*;
use crate::domain::{
    cluster::Scope,
    inspection::Answer,
    watch::Wanted,
    workload::{Key, Kind},
};

/// A cluster that answers only what it is asked about `ready`, and whose logs never end.
#[derive(Default)]
struct Fake {
    no: u16,
    /// How many futures were dropped unfinished.
    dropped: Arc<AtomicUsize>,
    lines: Arc<AtomicUsize>,
    wanted: Mutex<Option<watch::Receiver<Wanted>>>,
}

struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Api for Fake {
    fn cluster(&self) -> Cluster {
        let name = Safe::from_static("fake");
        let (context, server, namespace) = (name.clone(), name.clone(), name.clone());
        Cluster { no: ClusterNo(self.no), name, context, server, namespace, id: None }
    }

    fn watch(
        self: Arc<Self>,
        _: Scope,
        wanted: watch::Receiver<Wanted>,
        _: mpsc::Sender<Batch>,
    ) -> BoxFuture<'static, ()> {
        *self.wanted.lock().unwrap() = Some(wanted);
        let alive = Counted(Arc::clone(&self.dropped));
        Box::pin(async move {
            let _alive = alive;
            std::future::pending::<()>().await;
        })
    }

    fn ask(self: Arc<Self>, question: Question) -> BoxFuture<'static, Answer> {
        Box::pin(async move {
            if question == ready() {
                return Answer::Text(Vec::new());
            }
            let _alive = Counted(Arc::clone(&self.dropped));
            std::future::pending().await
        })
    }

    fn tail(self: Arc<Self>, _: LogRequest, out: mpsc::Sender<LogNews>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let _alive = Counted(Arc::clone(&self.dropped));
            while out.send(LogNews::Dropped(1)).await.is_ok() {
                self.lines.fetch_add(1, Ordering::SeqCst);
            }
        })
    }

    fn reconnect(&self) {}
}

fn key(name: &'static str) -> Key {
    let (namespace, name) = (Safe::from_static("shop"), Safe::from_static(name));
    Key { cluster: ClusterNo(0), namespace, kind: Kind::Deployment, name }
}

fn ready() -> Question {
    Question::Describe { key: key("ready"), pod: None }
}

fn slow() -> Question {
    Question::Describe { key: key("slow"), pod: None }
}

fn request() -> LogRequest {
    LogRequest { sources: Vec::new(), tail: None, since: None, follow: true }
}

fn effects(api: &Arc<Fake>) -> (Effects, mpsc::Receiver<News>) {
    let (batches, _) = mpsc::channel(1);
    let (news, happened) = mpsc::channel(1);
    let connect: Connect =
        Arc::new(|_, no| Box::pin(async move { Ok(Arc::new(Fake { no: no.0, ..Fake::default() }) as Arc<dyn Api>) }));
    let store: OpenStore = Arc::new(|| Box::pin(std::future::pending()));
    let door = Arc::new(|| crate::logic::redact::Door::new([]));
    let bench = Bench::new(door, crate::logic::board::Board::default(), || jiff::Timestamp::UNIX_EPOCH);
    let outside = Outside { connect, store, bench, sites: Sites::default() };
    (Effects::new(vec![Arc::<Fake>::clone(api)], outside, &Settings::default(), batches, news), happened)
}

/// Lets every task run until it waits.
async fn settle() {
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
}

/// What comes next, but for what the store says by itself.
async fn next(happened: &mut mpsc::Receiver<News>) -> Option<News> {
    loop {
        match happened.recv().await {
            Some(News::Event(Event::Journal(_))) => {}
            other => return other,
        }
    }
}

#[tokio::test]
async fn a_newer_question_of_a_kind_ends_the_older() {
    let api = Arc::new(Fake::default());
    let (mut effects, mut happened) = effects(&api);
    effects.ask(Ticket(1), ClusterNo(0), slow());
    settle().await;
    effects.ask(Ticket(2), ClusterNo(0), ready());
    let Some(News::Event(Event::Answered { ticket, .. })) = next(&mut happened).await else { panic!("no answer") };
    settle().await;
    assert_eq!((ticket, api.dropped.load(Ordering::SeqCst)), (Ticket(2), 1));
}

#[tokio::test]
async fn a_log_ends_when_another_is_wanted_or_none() {
    let api = Arc::new(Fake::default());
    let (mut effects, mut happened) = effects(&api);
    for ticket in [1, 2] {
        effects.tail(Ticket(ticket), ClusterNo(0), request());
        settle().await;
    }
    assert_eq!(api.dropped.load(Ordering::SeqCst), 1);
    effects.stop_tail();
    settle().await;
    assert_eq!(api.dropped.load(Ordering::SeqCst), 2);
    while let Ok(news) = happened.try_recv() {
        assert!(matches!(news, News::Event(Event::Journal(_) | Event::Log { ticket: Ticket(1 | 2), .. })));
    }
}

#[tokio::test]
async fn a_reader_waits_for_a_loop_that_is_busy() {
    let api = Arc::new(Fake::default());
    let (mut effects, mut happened) = effects(&api);
    effects.tail(Ticket(1), ClusterNo(0), request());
    settle().await;
    let waiting = api.lines.load(Ordering::SeqCst);
    assert!(waiting <= NEWS + 2, "{waiting} wait");
    for _ in 0..100 {
        assert!(happened.recv().await.is_some());
    }
    settle().await;
    let more = api.lines.load(Ordering::SeqCst) - waiting;
    assert!((100..=100 + NEWS).contains(&more), "{more} more");
}

#[tokio::test]
async fn another_context_has_a_number_of_its_own_and_ends_the_watches() {
    let api = Arc::new(Fake::default());
    let (mut effects, mut happened) = effects(&api);
    settle().await;
    effects.open(Safe::from_static("other"));
    let Some(News::Pinned(pinned)) = next(&mut happened).await else { panic!("nothing was pinned") };
    let cluster = effects.pinned(pinned);
    settle().await;
    assert_eq!((cluster.no, api.dropped.load(Ordering::SeqCst)), (ClusterNo(1), 1));
    assert!(effects.clusters().get(ClusterNo(0)).is_none() && effects.clusters().get(ClusterNo(1)).is_some());
}

#[tokio::test]
async fn a_wish_is_told_only_when_it_is_another() {
    let api = Arc::new(Fake::default());
    let (effects, _happened) = effects(&api);
    let mut told = api.wanted.lock().unwrap().take().unwrap();
    let wanted = Wanted { open: [key("api")].into(), ..Wanted::default() };
    for (wanted, changes) in [(Wanted::default(), false), (wanted.clone(), true), (wanted, false)] {
        effects.clusters().want(ClusterNo(0), wanted);
        assert_eq!(told.has_changed().unwrap(), changes);
        told.mark_unchanged();
    }
}
