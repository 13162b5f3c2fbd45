//! What was decided about a rollout, and on what grounds.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::text::Safe;

/// The state of a rollout, in the board's order: the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Failed,
    Degraded,
    Unknown,
    Slow,
    Progressing,
    Paused,
    Ok,
}

impl State {
    pub const ALL: [Self; 7] =
        [Self::Failed, Self::Degraded, Self::Unknown, Self::Slow, Self::Progressing, Self::Paused, Self::Ok];

    /// Failed, degraded, unknown or slow: somebody has to look.
    #[must_use]
    pub fn is_bad(self) -> bool {
        self <= Self::Slow
    }
}

/// What a rollout's state is, since when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub state: State,
    /// Failed before the controller's own deadline said so.
    pub early: bool,
    /// Since when, by the cluster's clock; `None` where nothing says.
    pub since: Option<Timestamp>,
    /// The rule that decided, by its id (`crash-loop`, `image-pull`, `progress-deadline`, …).
    pub rule: &'static str,
    /// One sentence; empty only for a rollout that is well.
    pub why: Safe,
    /// A few words for a narrow column: `CrashLoop 5/5 new`.
    pub brief: Safe,
    pub subject: Option<Subject>,
    pub cause: Option<Cause>,
    /// Names of the pods that something ails, be they ready at the moment or not: between two kills, all of them are.
    #[serde(skip)]
    pub ailing: BTreeSet<Safe>,
    /// When the verdict may change by time alone, by the cluster's clock.
    pub review: Option<Timestamp>,
}

/// The pod that a verdict names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subject {
    pub pod: Safe,
    pub container: Option<Safe>,
    pub exit_code: Option<i32>,
}

/// A cause that can stand behind many rollouts at once: rows that share one collapse under it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The image host that does not answer (not one image that is missing).
    Registry(Safe),
    /// A node that is itself not ready or under pressure.
    Node(Safe),
    /// An object that pods refer to and that does not exist.
    Missing { kind: Safe, namespace: Safe, name: Safe },
}

/// The graces and thresholds of verdicts: data from the configuration. All in seconds, but the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Thresholds {
    /// A pod that was ready may be unready or missing for this long.
    pub degraded_grace: u32,
    /// A rollout may take this long before it is SLOW; its own progress deadline is the controller's affair.
    pub slow_grace: u32,
    /// A pod may be in ContainerCreating for this long.
    pub creating_grace: u32,
    /// A pod may be unschedulable for this long.
    pub unschedulable_grace: u32,
    /// An image pull may fail for this long (registries hiccup); 0: at once.
    pub image_grace: u32,
    /// Restarts of a new pod that make a crash loop before the kubelet says so.
    pub crash_restarts: u32,
    /// OOM kills of one container that make it FAILED.
    pub oom_kills: u32,
    /// Fewest new pods for an early verdict.
    pub min_pods: u32,
    /// The share of the new revision's pods that have to be failing, in percent.
    pub failing_percent: u32,
    /// observedGeneration may be behind for this long.
    pub stalled_grace: u32,
    /// Whether FAILED may be said before the controller's deadline at all (C1).
    pub fail_early: bool,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            degraded_grace: 60,
            slow_grace: 300,
            creating_grace: 60,
            unschedulable_grace: 60,
            image_grace: 0,
            crash_restarts: 3,
            oom_kills: 2,
            min_pods: 1,
            failing_percent: 50,
            stalled_grace: 30,
            fail_early: true,
        }
    }
}
