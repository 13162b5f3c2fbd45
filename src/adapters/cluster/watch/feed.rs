//! List, then watch, for ever: pages of 500, bookmarks, a 410 relisted and swapped in one piece.

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use http_body_util::BodyExt;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use crate::{
    adapters::cluster::{
        Error,
        connection::{Shared, unintelligible},
        limits::{GET, LIST},
        path::Path,
        split::{self, Items, Lines, Piece},
    },
    domain::{
        cluster::Gap,
        text::Safe,
        watch::{Change, Delta, Span},
    },
};

use super::{
    health::{Health, Voice},
    meanwhile::Meanwhile,
    outbox::Outbox,
    reading::{Head, Reading, Sign},
};

const PAGE: &str = "500";

/// The server ends a watch after this long; a little later the client does.
const WATCH_SECONDS: &str = "45";
const WATCH: Duration = Duration::from_secs(50);

/// The shortest and longest wait after a failure.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(800), Duration::from_secs(30));

/// What all feeds of a cluster share.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) connection: Shared,
    pub(super) out: Outbox,
    pub(super) health: Arc<Health>,
    /// Rises when waiting feeds should try again and open ones should start anew.
    pub(super) nudge: watch::Receiver<u64>,
}

/// Who hears that a feed cannot be read.
pub(super) enum Complaint {
    /// The whole source: it shows as a row of its own.
    Source(Voice),
    /// One followed rollout.
    Rollout(crate::domain::workload::Key),
}

/// One list and its watch.
pub(super) struct Feed<R: Reading> {
    pub(super) line: Line,
    pub(super) reading: R,
    pub(super) path: Path,
    pub(super) resource: &'static str,
    pub(super) namespace: Option<Safe>,
    pub(super) span: Span,
    pub(super) complaint: Complaint,
    /// For a common watch, that begins with what changes from now on, without a list: lists are read beside it.
    pub(super) common: Option<Arc<Meanwhile>>,
    /// Objects that could not be understood since the last list.
    pub(super) odd: u32,
    pub(super) change: Box<dyn Fn(Delta<R::Item>) -> Change + Send + Sync>,
}

impl<R: Reading> Feed<R> {
    /// Reads until it is dropped, until nobody listens, or until the server turns out not to offer this at all; a common watch
    /// also until something may have changed that it did not tell.
    pub(super) async fn run(mut self) {
        let mut failures = self.common.as_ref().map_or(0, |common| common.failures);
        // Lists succeed where watches are refused: that is not yet a success.
        let mut barred = failures > 0;
        let mut version: Option<String> = None;
        loop {
            // A nudge that comes from now on is a new one, wherever this round is then.
            self.line.nudge.borrow_and_update();
            let watched = version.is_some();
            let end = match version.take() {
                Some(known) => self.watch(known).await,
                None if self.common.is_some() => self.newest().await,
                None => self.list().await,
            };
            match end {
                Ok(reached) => {
                    if watched || !barred {
                        (failures, barred) = (0, false);
                    }
                    version = Some(reached);
                    if !watched && self.common.as_ref().is_some_and(|common| common.begin()) {
                        return self.lose(failures);
                    }
                }
                Err((_, _)) if self.reading.is_hopeless() || self.line.out.is_closed() => return,
                Err((error, reached)) => {
                    let verb = if reached.is_some() { "watch" } else { "list" };
                    let told = self.complain(&error, verb, failures).await;
                    // Only a list takes a refusal back, serves who may list and not watch, and gets past a version that the
                    // server goes on refusing.
                    let anew = error.is_gone() || error.status() == Some(403) || failures >= 3;
                    let refused = told && matches!(self.complaint, Complaint::Rollout(_));
                    version = reached.filter(|_| !anew && !refused);
                    barred |= watched && (error.is_gone() || error.status() == Some(403));
                    failures += 1;
                    if error.is_gone() && failures == 1 {
                        self.line.health.relisted();
                    } else {
                        self.wait(failures).await;
                    }
                    if watched && version.is_none() && self.common.is_some() {
                        return self.lose(failures);
                    }
                    if error.status() == Some(403)
                        && let Some(common) = &self.common
                    {
                        // Who may not list them all may still list those of one rollout.
                        common.begin();
                    }
                }
            }
        }
    }

    /// Says that changes may have been missed: the lists beside it have to begin anew too.
    fn lose(&self, failures: u32) {
        if let Some(common) = &self.common {
            common.lose(failures);
        }
    }

    /// Lists once, beside a common watch; returns whether that is done, one way or the other.
    pub(super) async fn once(&mut self, beside: &Meanwhile) -> bool {
        let notes = beside.open().await;
        match self.read().await {
            Ok((items, version)) => {
                let list = (self.change)(Delta::Replace { span: self.span.clone(), items });
                beside.close(&self.line.out, notes, &version, list).await;
                true
            }
            Err((error, _)) if matches!(error.status(), Some(401 | 403 | 404)) => {
                self.complain(&error, "list", 0).await;
                true
            }
            Err(_) => self.line.out.is_closed(),
        }
    }

    async fn list(&mut self) -> Result<String, (Error, Option<String>)> {
        let (items, version) = self.read().await?;
        self.send((self.change)(Delta::Replace { span: self.span.clone(), items })).await;
        Ok(version)
    }

    /// All pages, and their version.
    async fn read(&mut self) -> Result<(Vec<R::Item>, String), (Error, Option<String>)> {
        let (mut items, mut next, mut odd) = (Vec::new(), None::<String>, 0_u32);
        let version = loop {
            let mut path = self.path.clone().with("limit", PAGE);
            if let Some(token) = &next {
                path = path.with("continue", token);
            }
            let page = timeout(LIST, self.page(&path, &mut items, &mut odd)).await;
            let head = page.unwrap_or_else(|_| Err(self.line.connection.late(LIST))).map_err(|error| (error, None))?;
            next = head.next;
            if next.is_none() {
                break head.version;
            }
        };
        self.odd = odd;
        self.report();
        Ok((items, version))
    }

    async fn page(&mut self, path: &Path, items: &mut Vec<R::Item>, odd: &mut u32) -> Result<Head, Error> {
        let connection = self.line.connection.clone();
        let response = connection.open(path, R::ACCEPT, LIST).await?;
        let mut stream = response.into_body().into_data_stream();
        let (mut cut, mut head) = (Items::new(), None);
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|reason| connection.unreachable(&reason))?;
            let reading = &mut self.reading;
            let read = cut.push(&chunk, |piece| {
                match piece {
                    Piece::Head(json) => head = Some(reading.head(json).map_err(|_| split::Error::NoList)?),
                    Piece::Item(json) => match reading.item(json) {
                        Ok(item) => items.extend(item),
                        Err(_) => *odd += 1,
                    },
                }
                Ok::<_, split::Error>(())
            });
            read.map_err(|reason| unintelligible(path, &reason))?;
            if self.reading.is_hopeless() {
                return Err(unintelligible(path, &"no table"));
            }
        }
        cut.finish().map_err(|reason| unintelligible(path, &reason))?;
        head.ok_or_else(|| unintelligible(path, &"no list"))
    }

    /// The version of this moment, from a page of one.
    async fn newest(&mut self) -> Result<String, (Error, Option<String>)> {
        let path = self.path.clone().with("limit", "1");
        let (mut items, mut odd) = (Vec::new(), 0);
        let page = timeout(GET, self.page(&path, &mut items, &mut odd)).await;
        let head = page.unwrap_or_else(|_| Err(self.line.connection.late(GET))).map_err(|error| (error, None))?;
        self.odd = odd;
        self.report();
        Ok(head.version)
    }

    /// Watches from `version` until the watch ends; returns the version reached.
    async fn watch(&mut self, version: String) -> Result<String, (Error, Option<String>)> {
        let path = self.path.clone().with("watch", "true").with("allowWatchBookmarks", "true");
        let path = path.with("timeoutSeconds", WATCH_SECONDS).with("resourceVersion", &version);
        let opened = self.line.connection.open(&path, R::ACCEPT, GET).await;
        let response = opened.map_err(|error| (error, Some(version.clone())))?;
        self.report();
        let stream = response.into_body().into_data_stream();
        let mut reached = version;
        let read = timeout(WATCH, self.follow(stream, &path, &mut reached)).await;
        match read {
            // A watch that the client ends is as good as one that the server ends.
            Err(_) | Ok(Ok(())) => Ok(reached),
            Ok(Err(error)) => Err((error, Some(reached))),
        }
    }

    async fn follow<E: std::error::Error>(
        &mut self,
        mut stream: impl Stream<Item = Result<Bytes, E>> + Unpin,
        path: &Path,
        reached: &mut String,
    ) -> Result<(), Error> {
        let connection = self.line.connection.clone();
        let mut lines = Lines::default();
        let mut nudge = self.line.nudge.clone();
        loop {
            let chunk = tokio::select! {
                chunk = stream.next() => chunk,
                _ = nudge.changed() => return Ok(()),
            };
            let Some(chunk) = chunk else { return Ok(()) };
            let chunk = chunk.map_err(|reason| connection.unreachable(&reason))?;
            let (mut news, mut over, mut odd) = (Vec::new(), None, 0);
            let reading = &mut self.reading;
            let read = lines.push(&chunk, |line| match reading.event(line) {
                Ok((Some(Sign::Error { code, message }), _)) => over = Some((code, message)),
                Ok(read) => news.push(read),
                Err(_) => odd += 1,
            });
            read.map_err(|reason| unintelligible(path, &reason))?;
            for (sign, version) in news {
                let delta = match sign {
                    Some(Sign::Apply(item)) => Some(Delta::Apply(item)),
                    Some(Sign::Delete { namespace, name }) => Some(Delta::Delete { namespace, name }),
                    Some(Sign::Bookmark | Sign::Error { .. }) | None => None,
                };
                if let Some(delta) = delta {
                    self.say(&version, (self.change)(delta)).await;
                }
                // Only now: what was not handed over is asked for again by the next watch.
                if !version.is_empty() {
                    *reached = version;
                }
            }
            if odd > 0 {
                self.odd += odd;
                self.report();
            }
            if let Some((status, message)) = over {
                return Err(Error::Status { status, verb: "GET", path: Safe::clean(path.as_str()), message });
            }
        }
    }

    async fn say(&self, version: &str, change: Change) {
        match &self.common {
            Some(common) => common.say(&self.line.out, version, change).await,
            None => self.send(change).await,
        }
    }

    async fn send(&self, change: Change) {
        // Nobody listens any more when the console is going down.
        let _ = self.line.out.send(change).await;
    }

    /// It can be read, but for the objects that could not be understood.
    fn report(&self) {
        let odd = self.odd;
        let gap = (odd > 0).then(|| Gap {
            verb: Safe::clean("read"),
            resource: Safe::clean(self.resource),
            namespace: self.namespace.clone(),
            message: Safe::clean(&format!("{odd} {} could not be understood and are missing here", self.resource)),
        });
        if let Complaint::Source(voice) = &self.complaint {
            voice.say(gap);
        }
    }

    /// Says what cannot be read; returns whether there was something to say.
    async fn complain(&self, error: &Error, verb: &str, failures: u32) -> bool {
        // That the cluster does not answer is the heartbeat's to say, unless it is this feed alone that fails again and again.
        let silent = matches!(error, Error::Unreachable { .. } | Error::Timeout { .. }) && failures < 3;
        if silent || error.is_gone() {
            return false;
        }
        let gap = error.gap(verb, self.resource, self.namespace.as_ref());
        match &self.complaint {
            Complaint::Source(voice) => voice.say(Some(gap)),
            Complaint::Rollout(key) => self.send(Change::Unreadable(key.clone(), gap)).await,
        }
        true
    }

    /// Waits before another attempt, unless the cluster comes back.
    pub(super) async fn wait(&self, failures: u32) {
        let mut nudge = self.line.nudge.clone();
        tokio::select! {
            () = sleep(backoff(failures)) => {}
            _ = nudge.changed() => {}
        }
    }
}

/// Doubles from .8 s to 30 s; a fifth of it is chance, so that consoles do not come in step.
pub(super) fn backoff(failures: u32) -> Duration {
    let (least, most) = BACKOFF;
    let wait = least.saturating_mul(1 << failures.clamp(1, 7).saturating_sub(1)).min(most);
    let chance = RandomState::new().hash_one(failures) % 100;
    wait.mul_f64(0.9 + 0.2 * f64::from(u8::try_from(chance).unwrap_or(0)) / 100.0)
}
