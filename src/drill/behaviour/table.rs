//! Which behaviour a container has.

use std::{collections::BTreeMap, time::Duration};

use super::{
    course::{Course, Pull},
    log::Log,
    readiness::Readiness,
};

/// All that a container's behaviour may depend on, as it is when the container starts.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    pub namespace: &'a str,
    pub pod: &'a str,
    pub container: &'a str,
    pub image: &'a str,
    /// Command and arguments, joined by blanks.
    pub command: &'a str,
    /// Its environment, with every reference resolved.
    pub env: &'a BTreeMap<String, String>,
    /// Data of the ConfigMaps and Secrets that its pod refers to: `NAME/KEY`.
    pub config: &'a BTreeMap<String, String>,
    /// How often it ran before.
    pub restarts: u32,
    /// Of the pod: what is random about it stays the same.
    pub seed: u64,
}

/// The behaviours of a scenario, the first that fits counts.
#[derive(Debug, Clone, Default)]
pub struct Behaviours {}

impl Behaviours {
    /// What a container does. An image that no behaviour names runs and is ready after a second; `registry.local/nothere` does not pull.
    #[must_use]
    pub fn course(&self, run: &Run<'_>) -> Course {
        let pull = if run.image.starts_with("registry.local/nothere") {
            Pull::Fails { message: format!("failed to pull and unpack image \"{}\": not found", run.image).into() }
        } else {
            Pull::Comes { after: Duration::from_millis(300) }
        };
        Course {
            pull,
            ready: Readiness::after(Duration::from_secs(1)),
            probe: "HTTP probe failed with statuscode: 503".into(),
            hangs: None,
            end: None,
            log: Log::default(),
            memory: None,
        }
    }
}
