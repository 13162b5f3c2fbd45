//! Logs of containers: what they said last, and streams of lines.

use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use http_body_util::BodyExt;
use jiff::Timestamp;
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{Instant, timeout, timeout_at},
};

use crate::domain::{
    cluster::Gap,
    logs::{LogLine, LogNews, LogRequest, LogSource},
    text::Safe,
    watch::LastWords,
};

use super::{
    Error,
    connection::{Connection, JSON, Shared},
    limits::{GET, now},
    path::Path,
};

/// The longest line that is kept whole (B-5).
pub(super) const LONGEST: usize = 16 << 10;

/// So much of the end of a log is read for a container's last words.
const TAIL_LINES: &str = "60";
const TAIL_BYTES: &str = "65536";

/// Lines are gathered so long before they are told.
const GATHER: Duration = Duration::from_millis(50);

/// So many lines are told at once.
const BATCH: usize = 2_000;

pub(super) fn path(source: &LogSource) -> Path {
    let pods = Path::collection("/api/v1", Some(&source.namespace), "pods");
    let path = pods.join(&source.pod).join("log").with("container", &source.container);
    if source.previous { path.with("previous", "true") } else { path }
}

/// The end of a container's log.
pub(super) async fn last_words(connection: &Connection, words: &LastWords) -> Result<Safe, Gap> {
    let source = LogSource {
        namespace: words.namespace.clone(),
        pod: words.pod.clone(),
        container: words.container.clone(),
        previous: words.previous,
    };
    let path = path(&source).with("tailLines", TAIL_LINES).with("limitBytes", TAIL_BYTES);
    let read = async {
        let response = connection.open(&path, JSON, GET).await?;
        let body = response.into_body().collect().await.map_err(|reason| connection.unreachable(&reason))?;
        Ok::<_, Error>(body.to_bytes())
    };
    let read = timeout(GET, read).await.unwrap_or_else(|_| Err(connection.late(GET)));
    let text = read.map_err(|error| error.gap("get", "pods/log", Some(&words.namespace)))?;
    let text = text.trim_ascii_end();
    // The kubelet says so in place of the log, with a 200, where the container is gone from its node.
    if text.starts_with(b"unable to retrieve container logs for ") {
        return Err(Gap {
            verb: Safe::clean("get"),
            resource: Safe::clean("pods/log"),
            namespace: Some(words.namespace.clone()),
            message: Safe::clean("the node no longer has the log of this container"),
        });
    }
    Ok(Safe::clean_bytes(text))
}

/// Reads all sources of a request at once, until all have ended.
pub(super) async fn tail(connection: Shared, request: LogRequest, out: mpsc::Sender<LogNews>) {
    let mut readers = JoinSet::new();
    for (source, index) in request.sources.iter().zip(0_u16..) {
        let (connection, source, out) = (connection.clone(), source.clone(), out.clone());
        let live = request.follow && !source.previous;
        let reader = Reader { connection, source, index, out, live };
        readers.spawn(reader.run(request.clone()));
    }
    while readers.join_next().await.is_some() {}
}

struct Reader {
    connection: Shared,
    source: LogSource,
    index: u16,
    out: mpsc::Sender<LogNews>,
    /// The stream goes on by itself: a reader that is slower loses lines instead of falling behind.
    live: bool,
}

impl Reader {
    async fn run(self, request: LogRequest) {
        let mut path = path(&self.source).with("timestamps", "true");
        if let Some(lines) = request.tail {
            path = path.with("tailLines", &lines.to_string());
        }
        if let Some(seconds) = request.since {
            path = path.with("sinceSeconds", &seconds.to_string());
        }
        if self.live {
            path = path.with("follow", "true");
        }
        let news = match self.connection.open(&path, JSON, GET).await {
            Err(error) => LogNews::Failed { source: self.index, gap: self.gap(&error) },
            Ok(response) => match self.lines(response.into_body().into_data_stream()).await {
                Ok(()) => LogNews::Ended { source: self.index, at: now(), why: self.ending() },
                Err(error) => LogNews::Failed { source: self.index, gap: self.gap(&error) },
            },
        };
        // Nobody listens any more when the pane was closed.
        let _ = self.out.send(news).await;
    }

    fn gap(&self, error: &Error) -> Gap {
        error.gap("get", "pods/log", Some(&self.source.namespace))
    }

    fn ending(&self) -> Safe {
        Safe::clean(if self.source.previous {
            "end of the previous container's log"
        } else {
            "the container ended, or its log was rotated"
        })
    }

    async fn lines<E: std::error::Error>(
        &self,
        mut stream: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<(), Error> {
        let (mut cutter, mut gathered, mut dropped) = (Cutter::new(LONGEST), Vec::new(), 0);
        // When the first of the gathered lines has waited long enough, however fast others follow.
        let mut due: Option<Instant> = None;
        loop {
            let next = match due {
                None => Ok(stream.next().await),
                Some(due) => timeout_at(due, stream.next()).await,
            };
            let over = match next {
                Ok(Some(Err(reason))) => {
                    cutter.finish(|line, cut| gathered.push(self.line(line, cut)));
                    self.tell(&mut gathered, &mut dropped, true).await;
                    return Err(self.connection.unreachable(&reason));
                }
                Ok(Some(Ok(chunk))) => {
                    cutter.push(&chunk, |line, cut| gathered.push(self.line(line, cut)));
                    if gathered.len() < BATCH {
                        due = due.or_else(|| (!gathered.is_empty()).then(|| Instant::now() + GATHER));
                        continue;
                    }
                    false
                }
                Ok(None) => {
                    cutter.finish(|line, cut| gathered.push(self.line(line, cut)));
                    true
                }
                Err(_) => false,
            };
            self.tell(&mut gathered, &mut dropped, over).await;
            due = None;
            if over {
                return Ok(());
            }
        }
    }

    /// Hands the lines over; while nobody takes those of a live stream, whole lines are lost and counted.
    async fn tell(&self, gathered: &mut Vec<LogLine>, dropped: &mut u64, last: bool) {
        let lines = std::mem::take(gathered);
        let count = lines.len() as u64;
        if last || !self.live {
            // Nobody listens any more when the pane was closed.
            let _ = self.out.send(LogNews::Lines(lines)).await;
        } else if count > 0 && self.out.try_send(LogNews::Lines(lines)).is_err() {
            *dropped += count;
        }
        if *dropped > 0 && self.out.try_send(LogNews::Dropped(*dropped)).is_ok() {
            *dropped = 0;
        }
    }

    fn line(&self, line: &[u8], cut: u64) -> LogLine {
        let (at, text) = stamp(line);
        LogLine { source: self.index, at, text: Safe::clean_bytes(text), cut }
    }
}

/// The kubelet's timestamp before a line.
pub(super) fn stamp(line: &[u8]) -> (Option<Timestamp>, &[u8]) {
    let space = memchr::memchr(b' ', line.get(..40.min(line.len())).unwrap_or_default());
    let split =
        space.and_then(|at| Some((std::str::from_utf8(line.get(..at)?).ok()?.parse().ok()?, line.get(at + 1..)?)));
    split.map_or((None, line), |(at, text)| (Some(at), text))
}

/// Cuts bytes into lines of so many bytes at most, and counts what is beyond.
pub(super) struct Cutter {
    longest: usize,
    rest: Vec<u8>,
    beyond: u64,
}

impl Cutter {
    pub(super) fn new(longest: usize) -> Self {
        Self { longest, rest: Vec::new(), beyond: 0 }
    }

    pub(super) fn push(&mut self, mut chunk: &[u8], mut each: impl FnMut(&[u8], u64)) {
        while let Some(end) = memchr::memchr(b'\n', chunk) {
            let (line, rest) = chunk.split_at(end);
            self.keep(line);
            each(&self.rest, self.beyond);
            (self.rest, self.beyond) = (Vec::new(), 0);
            chunk = rest.get(1..).unwrap_or_default();
        }
        self.keep(chunk);
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = self.longest.saturating_sub(self.rest.len()).min(bytes.len());
        let (kept, beyond) = bytes.split_at(room);
        self.rest.extend_from_slice(kept);
        self.beyond += beyond.len() as u64;
    }

    pub(super) fn finish(&mut self, mut each: impl FnMut(&[u8], u64)) {
        if !self.rest.is_empty() {
            each(&self.rest, self.beyond);
            self.rest.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_its_cap_and_the_rest_is_counted() {
        let mut log = vec![b'x'; 3 * LONGEST];
        log.extend_from_slice(b"\nshort\nopen");
        for size in [1, 7, 4096, log.len()] {
            let (mut cutter, mut lines) = (Cutter::new(LONGEST), Vec::new());
            for chunk in log.chunks(size) {
                cutter.push(chunk, |line, cut| lines.push((line.len(), cut)));
            }
            cutter.finish(|line, cut| lines.push((line.len(), cut)));
            assert_eq!(lines, [(LONGEST, 2 * LONGEST as u64), (5, 0), (4, 0)], "chunks of {size}");
        }
    }

    #[test]
    fn the_timestamp_is_taken_off() {
        let (at, text) = stamp(b"2026-11-21T12:00:00.123456789Z KeyError: 'X' y");
        assert_eq!((at.is_some(), text), (true, &b"KeyError: 'X' y"[..]));
        assert_eq!(stamp(b"no time here"), (None, &b"no time here"[..]));
    }
}
