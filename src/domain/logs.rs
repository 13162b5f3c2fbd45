//! Logs of containers: which are wanted, and their lines.

use jiff::Timestamp;
use serde::Serialize;

use super::{cluster::Gap, text::Safe};

/// One container's log.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct LogSource {
    pub namespace: Safe,
    pub pod: Safe,
    pub container: Safe,
    /// The log of the container before its last restart.
    pub previous: bool,
}

/// Which logs to read, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogRequest {
    /// Merged in the order of their timestamps where there are several.
    pub sources: Vec<LogSource>,
    /// Only this many of the newest lines of each.
    pub tail: Option<u32>,
    /// Only lines of the last so many seconds.
    pub since: Option<u32>,
    /// Stay and wait for more (a previous log ends by itself).
    pub follow: bool,
}

/// A line of a log, or a remark of stanch about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogLine {
    /// Index into the request's sources.
    pub source: u16,
    /// The kubelet's timestamp.
    pub at: Option<Timestamp>,
    pub text: Safe,
    /// Bytes beyond the cap of one line that were left out (B-5); 0 for a whole line.
    pub cut: u64,
}

/// What a log reader says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum LogNews {
    /// Lines, coalesced.
    Lines(Vec<LogLine>),
    /// So many lines were left out because they came faster than they could be kept.
    Dropped(u64),
    /// One source has ended: `stream ended 03:11:50: container exited`.
    Ended { source: u16, at: Timestamp, why: Safe },
    /// One source could not be read.
    Failed { source: u16, gap: Gap },
}
