//! One run of a container, told beforehand.

use std::{sync::Arc, time::Duration};

use super::{log::Log, readiness::Readiness};

/// What a container does from the moment that its image is wanted. Times are virtual and count from its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub pull: Pull,
    /// When it is ready. Without a readiness probe it is ready once it runs, whatever stands here.
    pub ready: Readiness,
    /// What a failing readiness probe says: `HTTP probe failed with statuscode: 503`.
    pub probe: Arc<str>,
    /// When its liveness probe begins to fail, if it has one, and what it says.
    pub hangs: Option<(Duration, Arc<str>)>,
    /// How it ends; `None`: it runs until it is stopped.
    pub end: Option<End>,
    /// What it writes.
    pub log: Log,
    /// What it takes at most, in bytes, and after how long: over its memory limit it is killed (exit 137, `OOMKilled`).
    pub memory: Option<(u64, Duration)>,
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
