//! The logs that explain a failure: what failing containers said before they ended.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

use crate::{
    adapters::cluster::Api,
    domain::{
        Truth,
        cluster::Gap,
        logs::{LogLine, LogNews, LogRequest, LogSource},
        pod::{Container, ContainerState, Pod},
    },
    logic::board::Entry,
};

/// The newest lines of each container that are kept.
const LINES: usize = 500;

/// Pods whose logs are read: the others of a rollout say the same.
const PODS: usize = 3;

/// Until the logs that have not ended are left as they are.
const LIMIT: Duration = Duration::from_secs(10);

/// One container's log.
#[derive(Debug)]
pub(in crate::ops) struct Tail {
    pub(in crate::ops) source: LogSource,
    pub(in crate::ops) lines: Vec<LogLine>,
    /// Whether there is more of it than the lines.
    pub(in crate::ops) cut: bool,
    pub(in crate::ops) gap: Option<Gap>,
}

/// The logs of the containers that fail, of at most three pods; of the newest pod where none does.
pub(super) async fn failing(api: &Arc<dyn Api>, entry: &Entry<'_>) -> Vec<Tail> {
    read(api, sources(entry)).await
}

/// The newest lines of these containers.
pub(in crate::ops) async fn read(api: &Arc<dyn Api>, sources: Vec<LogSource>) -> Vec<Tail> {
    if sources.is_empty() {
        return Vec::new();
    }
    let tail = u32::try_from(LINES + 1).ok();
    let request = LogRequest { sources: sources.clone(), tail, since: None, follow: false };
    let (out, mut news) = mpsc::channel(64);
    let reading = Arc::clone(api).tail(request, out);
    let empty = |source| Tail { source, lines: Vec::new(), cut: false, gap: None };
    let mut tails: Vec<Tail> = sources.into_iter().map(empty).collect();
    let hear = async {
        while let Some(news) = news.recv().await {
            take(&mut tails, news);
        }
    };
    let ended = timeout_at(Instant::now() + LIMIT, futures::future::join(reading, hear)).await.is_ok();
    for tail in &mut tails {
        let over = tail.lines.len().saturating_sub(LINES);
        tail.lines.drain(..over);
        tail.cut |= over > 0 || !ended;
    }
    tails
}

fn take(tails: &mut [Tail], news: LogNews) {
    match news {
        LogNews::Lines(lines) => {
            for line in lines {
                if let Some(tail) = tails.get_mut(usize::from(line.source)) {
                    tail.cut |= line.cut > 0;
                    tail.lines.push(line);
                }
            }
        }
        // Which source lost them is not said.
        LogNews::Dropped(_) => tails.iter_mut().for_each(|tail| tail.cut = true),
        LogNews::Failed { source, gap } => {
            if let Some(tail) = tails.get_mut(usize::from(source)) {
                tail.gap = Some(gap);
            }
        }
        LogNews::Ended { .. } => {}
    }
}

/// The logs before and after the last restart, of the containers that fail of at most three pods.
pub(in crate::ops) async fn both(api: &Arc<dyn Api>, entry: &Entry<'_>) -> Vec<Tail> {
    read(api, of_failing(&newest_first(entry), lives)).await
}

fn newest_first<'a>(entry: &Entry<'a>) -> Vec<&'a Pod> {
    let mut pods: Vec<&Pod> = entry.pods.iter().copied().filter(|pod| pod.deleted.is_none()).collect();
    pods.sort_by_key(|pod| std::cmp::Reverse(pod.created));
    pods
}

fn of_failing(pods: &[&Pod], which: fn(&Container) -> &'static [bool]) -> Vec<LogSource> {
    let failing = pods.iter().filter(|pod| pod.ready.status != Truth::Yes && pod.phase.as_str() != "Succeeded");
    failing.map(|pod| of_pod(pod, which)).filter(|found| !found.is_empty()).take(PODS).flatten().collect()
}

fn sources(entry: &Entry<'_>) -> Vec<LogSource> {
    let pods = newest_first(entry);
    let found = of_failing(&pods, |container| if spoke_before(container) { &[true] } else { &[false] });
    if !found.is_empty() {
        return found;
    }
    let healthy = pods.first().into_iter();
    healthy.flat_map(|pod| pod.containers.iter().map(|container| source(pod, container, false))).collect()
}

fn of_pod(pod: &Pod, which: fn(&Container) -> &'static [bool]) -> Vec<LogSource> {
    let speaks = |container: &&Container| match &container.state {
        ContainerState::Running { .. } => !container.ready,
        ContainerState::Terminated(end) => end.exit_code != 0,
        ContainerState::Waiting { .. } => container.last.is_some(),
        ContainerState::Unknown => false,
    };
    let read =
        |container: &Container| which(container).iter().map(|previous| source(pod, container, *previous)).collect();
    pod.containers.iter().filter(speaks).flat_map(|container| -> Vec<LogSource> { read(container) }).collect()
}

/// Which of its logs there are. While it waits, the kubelet gives the log before the restart as the present one too.
fn lives(container: &Container) -> &'static [bool] {
    match (&container.state, &container.last) {
        (ContainerState::Waiting { .. }, _) => &[true],
        (_, Some(_)) => &[true, false],
        (_, None) => &[false],
    }
}

/// Whether the last words are in the previous log: it waits to start again, or has just done so.
fn spoke_before(container: &Container) -> bool {
    let between = matches!(container.state, ContainerState::Waiting { .. } | ContainerState::Running { .. });
    between && container.restarts > 0 && container.last.as_ref().is_some_and(|end| end.exit_code != 0)
}

fn source(pod: &Pod, container: &Container, previous: bool) -> LogSource {
    LogSource { namespace: pod.namespace.clone(), pod: pod.name.clone(), container: container.name.clone(), previous }
}
