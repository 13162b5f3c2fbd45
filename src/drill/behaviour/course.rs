//! One run of a container, told beforehand.

use std::{sync::Arc, time::Duration};

/// What a container does from the moment that its image is wanted. Times are virtual and count from its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub pull: Pull,
    /// When its readiness changes, in order. Empty: it never becomes ready. Without a readiness probe it is ready once it runs, whatever stands here.
    pub ready: Vec<Turn>,
    /// What a failing readiness probe says: `HTTP probe failed with statuscode: 503`.
    pub probe: Arc<str>,
    /// When its liveness probe begins to fail, if it has one, and what it says.
    pub hangs: Option<(Duration, Arc<str>)>,
    /// How it ends; `None`: it runs until it is stopped.
    pub end: Option<End>,
    /// What it writes, in order of time; a generator makes the thousands.
    pub log: Arc<[Line]>,
    /// `Some`: `log` begins again after so long, for ever.
    pub period: Option<Duration>,
    /// What it takes at most, in bytes, and after how long: over its memory limit it is killed (exit 137, `OOMKilled`).
    pub memory: Option<(u64, Duration)>,
}

/// Readiness from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    pub after: Duration,
    pub ready: bool,
}

/// Whether the image comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pull {
    Comes {
        after: Duration,
    },
    /// The kubelet's words: `failed to pull and unpack image "…": not found`.
    Fails {
        message: Arc<str>,
    },
}

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    pub after: Duration,
    pub code: i32,
    /// The termination message, if it writes one.
    pub message: Option<Arc<str>>,
}

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub after: Duration,
    pub text: Arc<str>,
}
