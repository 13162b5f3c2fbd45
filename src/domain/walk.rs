//! A walk: one strategy being carried out on one rollout; what its records say, and what they add up to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Truth,
    action::{Intent, Plan, Refusal, Sample},
    approval::{Acknowledgement, Rule},
    digest::Digest,
    incident::Place,
    journal::{Alias, Ulid},
    strategy::{NodeId, Outcome, Value},
    text::Safe,
};

/// The version of the machine that carries walks out: a walk of another one is shown, never continued.
pub const ENGINE: u32 = 1;

/// A record of a walk's stream. The states of a node that they lead to are those of reliability.md 2.4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Entry {
    #[serde(rename = "walk.started")]
    Started {
        strategy: Safe,
        version: u32,
        /// The definition's canonical JSON is the blob of this digest.
        def_sha256: Digest,
        engine: u32,
        target: Place,
        parameters: BTreeMap<Safe, Value>,
        incident: Option<Alias>,
    },
    #[serde(rename = "walk.cancel_requested")]
    CancelRequested { reason: Safe },
    #[serde(rename = "walk.cancelled")]
    Cancelled,
    #[serde(rename = "walk.completed")]
    Completed { outcome: Outcome, say: Safe },
    #[serde(rename = "walk.failed")]
    Failed { node: NodeId, reason: Safe },
    #[serde(rename = "lease.taken")]
    LeaseTaken { token: u64, holder: Safe },
    #[serde(rename = "lease.released")]
    LeaseReleased { token: u64 },
    #[serde(rename = "armed")]
    Armed { reason: Safe },
    #[serde(rename = "node.reached")]
    Reached { node: NodeId, attempt: u32 },
    #[serde(rename = "node.skipped")]
    Skipped { node: NodeId, attempt: u32, why: Skip },
    /// A node that only reads could not: its `on_failure` is followed.
    #[serde(rename = "node.failed")]
    NodeFailed { node: NodeId, attempt: u32, reason: Safe },
    #[serde(rename = "obs.captured")]
    Captured { node: NodeId, attempt: u32, observations_sha256: Digest, words: Safe },
    /// One look of a condition: the final one has `settled`, the samples of a verify or hold before it have not.
    #[serde(rename = "cond.evaluated")]
    Evaluated {
        node: NodeId,
        attempt: u32,
        sample: Sample,
        observations_sha256: Digest,
        inputs: BTreeMap<Safe, Safe>,
        settled: Option<Truth>,
    },
    /// Where a route goes.
    #[serde(rename = "route.evaluated")]
    Routed { node: NodeId, attempt: u32, value: Option<Safe>, observations_sha256: Digest },
    #[serde(rename = "timer.set")]
    TimerSet { node: NodeId, attempt: u32, fire_at: Timestamp },
    #[serde(rename = "timer.fired")]
    TimerFired { node: NodeId, attempt: u32, late_s: u64 },
    /// The binding's bytes are kept as they are, as text.
    #[serde(rename = "approval.requested")]
    Requested {
        request: Ulid,
        node: NodeId,
        attempt: u32,
        binding: String,
        rule: Rule,
        plan: Box<Plan>,
        expires_at: Timestamp,
    },
    #[serde(rename = "approval.approve")]
    Approve { request: Ulid, binding_sha256: Digest, acknowledged: Vec<Acknowledgement>, self_approved: bool },
    #[serde(rename = "approval.reject")]
    Reject { request: Ulid, binding_sha256: Digest, reason: Safe },
    #[serde(rename = "approval.expired")]
    Expired { request: Ulid },
    /// What it was approved for is not what is there: the approval falls.
    #[serde(rename = "approval.stale")]
    Stale { request: Ulid, reason: Safe },
    /// An action that cannot be planned: refused, or already so.
    #[serde(rename = "plan.refused")]
    PlanRefused { node: NodeId, attempt: u32, refusal: Refusal },
    #[serde(rename = "intent.started")]
    IntentStarted { request: Ulid, node: NodeId, attempt: u32, intent: Intent },
    #[serde(rename = "intent.sent")]
    IntentSent { intent: Ulid },
    #[serde(rename = "intent.succeeded")]
    IntentSucceeded { intent: Ulid, how: Proof },
    #[serde(rename = "intent.failed")]
    IntentFailed { intent: Ulid, how: Failure },
    #[serde(rename = "intent.unknown")]
    IntentUnknown { intent: Ulid, reason: Safe },
    /// A fence was accepted: the request can never be applied any more.
    #[serde(rename = "intent.fenced")]
    IntentFenced { intent: Ulid },
    #[serde(rename = "human.resolved")]
    Resolved { node: NodeId, answer: Answer, reason: Safe },
    #[serde(rename = "note.added")]
    Note { text: Safe },
}

/// Why a node was not gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    NotTaken,
    Cancelled,
    Rejected,
    Abandoned,
}

/// How it is known that an action was done.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The API server said so.
    Replied,
    /// Its marker was found on the object or on one of its revisions.
    Marker,
}

/// How it is known that an action was not done.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "not", rename_all = "snake_case")]
pub enum Failure {
    /// Refused before storage.
    Refused {
        status: u16,
        message: Safe,
    },
    NotSent {
        message: Safe,
    },
    /// A fence was accepted, or its generation never rose: proven not applied.
    NotApplied {
        message: Safe,
    },
}

/// A person's answer to an action whose outcome is unknown, or to a question that could not be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Applied,
    NotApplied,
    Abandon,
}

/// Where a walk stands, in one word of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// At a gate, or at a question for a person.
    Waiting,
    /// It has something to do, and goes on when somebody runs it.
    Running,
    Done,
    Failed,
    /// The outcome of an action is unknown.
    Unknown,
}

impl Standing {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}
