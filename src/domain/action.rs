//! Actions: changes to a cluster, resolved to absolute values so that doing one twice is doing it once (reliability.md 2.5).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Truth, digest::Digest, journal::Ulid, text::Safe, workload::Kind};

/// The longest value, in bytes, that an annotation may be given: plans and bindings repeat it, and a record has to hold them.
pub const LONGEST_ANNOTATION: usize = 8 * 1024;

/// What is to be changed, with nothing relative left in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum ActionSpec {
    /// The pod template of an earlier revision, named by the object that keeps it.
    Undo {
        revision: Safe,
        keeper: Safe,
        keeper_uid: Safe,
        template_sha256: Digest,
    },
    /// The template annotation `kubectl.kubernetes.io/restartedAt`, set to this.
    Restart {
        at: Safe,
    },
    Scale {
        replicas: u32,
    },
    /// An annotation of the object itself; never under kubernetes.io, k8s.io or stanch.dev.
    Annotate {
        key: Safe,
        value: Safe,
    },
}

impl ActionSpec {
    /// The kind's name, as strategies, policies and records write it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Undo { .. } => "undo",
            Self::Restart { .. } => "restart",
            Self::Scale { .. } => "scale",
            Self::Annotate { .. } => "annotate",
        }
    }
}

/// What a strategy asks for, before it is resolved: `undo` with `to: previous`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Wish {
    /// To the newest earlier revision whose template differs, or to this one.
    Undo {
        to: Option<Safe>,
    },
    Restart,
    Scale {
        replicas: u32,
    },
    Annotate {
        key: Safe,
        value: Safe,
    },
}

/// The object of an action, as bindings name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Target {
    pub kind: Kind,
    pub namespace: Safe,
    pub name: Safe,
    pub uid: Safe,
}

/// What a console found out before it asks for approval. `before` and `after` are blobs: the object as it is and as the server's dry-run
/// makes it, both without what moves by itself (resourceVersion, generation, managedFields, status, `stanch.dev/*`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub spec: ActionSpec,
    pub target: Target,
    /// Of the kind's projection, as sorted JSON (2.5): when it changes, approvals fall.
    pub projection_sha256: Digest,
    pub before_sha256: Digest,
    /// What R-15 calls `dry_run_sha256`.
    pub after_sha256: Digest,
    /// For the record only; the write compares the version that is read just before it.
    pub observed_rv: Safe,
    pub blast: Blast,
    pub guards: Vec<Guard>,
    /// The same by hand: `kubectl rollout undo …`.
    pub command: Safe,
    /// How to take it back, in words.
    pub undo: Safe,
}

/// Whom it hits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Blast {
    /// Pods that will be replaced, or come and go; `None` where that is unknown.
    pub pods: Option<u32>,
    /// Pods that are ready now.
    pub ready: Option<u32>,
    /// Service and its ready endpoints of this workload; `None` where they cannot be read.
    pub services: Option<Vec<(Safe, u32)>>,
    /// The autoscaler, in words.
    pub autoscaler: Option<Safe>,
    /// The disruption budgets that select its pods, in words.
    #[serde(default)]
    pub budget: Option<Safe>,
    /// Who owns the workload, in words, with the consequence.
    pub owner: Option<Safe>,
    /// What could not be looked at, in words.
    pub unknown: Vec<Safe>,
}

/// Something that has to hold, or that somebody has to take note of, before an approval.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Guard {
    /// `rights`, `history`, `owner`, `autoscaler`, `configuration`, `fresh`, …
    pub name: Safe,
    pub holds: Truth,
    /// Whether somebody may acknowledge that it does not hold, with a reason; else it blocks.
    pub can_acknowledge: bool,
    /// In words, with what to do.
    pub message: Safe,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Refusal {
    /// It is so already: done, with nothing to do.
    NoChange { message: Safe },
    /// It cannot or must not be done (paused, no such revision, over a limit, operator-owned).
    Impossible { message: Safe },
    /// A right is missing.
    Denied { verb: Safe, resource: Safe, message: Safe },
    /// It could not be found out.
    Unread { message: Safe },
}

impl Refusal {
    /// In words.
    #[must_use]
    pub fn message(&self) -> &Safe {
        match self {
            Self::NoChange { message }
            | Self::Impossible { message }
            | Self::Denied { message, .. }
            | Self::Unread { message } => message,
        }
    }
}

/// An intent to change something: appended before the request is sent (2.5 step 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    pub id: Ulid,
    /// The object's version that the write is conditional on.
    pub rv: Safe,
    pub uid: Safe,
    pub generation: i64,
    /// The object just before (a blob).
    pub before_sha256: Digest,
    /// The exact bytes of the patch (a blob).
    pub patch_sha256: Digest,
}

/// How a request that was sent ended (2.5 step 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum Reply {
    /// 200 or 201, and the change is in the object that came back.
    Applied { rv: Safe, generation: i64 },
    /// Refused before storage: nothing was changed.
    Refused { status: u16, message: Safe },
    /// Not one byte of it was written to the network.
    NotSent { message: Safe },
    /// 409: the object moved, or this is our own request for a second time.
    Conflict,
    /// May have been applied, now or later.
    Lost { message: Safe },
}

/// What is known of the object when the end of an intent is looked for (2.5 step 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "seen", rename_all = "snake_case")]
pub enum Sight {
    Object {
        uid: Safe,
        rv: Safe,
        generation: i64,
        /// The annotation `stanch.dev/intent`.
        marker: Option<Safe>,
        /// The annotation `stanch.dev/fence`, here or on one of its ReplicaSets.
        fence: Option<Safe>,
        /// Whether the marker is found on one of its ReplicaSets.
        marked_revision: bool,
        /// Whether the object is as the action would have made it.
        as_desired: bool,
        /// Who wrote last, for people (a hint, F6).
        last_writer: Option<Safe>,
    },
    Gone,
    Unreadable {
        message: Safe,
    },
}

/// A sample of whether something holds, for verify and hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub at: Timestamp,
    pub holds: Truth,
}
