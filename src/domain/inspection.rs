//! Questions about one rollout that no watch answers, and their answers.

use jiff::Timestamp;
use serde::Serialize;

use super::{Truth, cluster::Gap, configuration::Configuration, logs::LogSource, text::Safe, workload::Key};

/// A question to a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub enum Question {
    /// The workload, or one of its pods, in words, as `kubectl describe` orders them.
    Describe { key: Key, pod: Option<Safe> },
    /// The object as YAML, without managedFields, last-applied and any Secret's data (K-6).
    Manifest { key: Key, pod: Option<Safe> },
    /// The pod templates of the two newest revisions, compared.
    Diff(Key),
    /// What its pods take from ConfigMaps and Secrets, and who wrote that last.
    Configuration(Key),
    /// Which Services send traffic to its pods, and how many of their endpoints are ready.
    Serving(Key),
    /// Between which bounds others keep the number of its pods: `HorizontalPodAutoscaler`s and `PodDisruptionBudget`s.
    Bounds(Key),
    /// What this user may do here (SelfSubjectAccessReview).
    Rights(Key),
    /// Of everything that stanch reads for a board and for inspecting, what this user may read: in one namespace, or in all.
    /// What has no namespace (nodes) is asked without one.
    Access { namespace: Option<Safe> },
    /// Memory and CPU of its pods now, where metrics.k8s.io is served.
    Usage(Key),
    /// A line of a log that was cut because it is too long (B-5), by its timestamp.
    LongLine { source: LogSource, at: Timestamp },
    /// The API calls that the console made.
    Calls,
}

/// The answer to a question, or what was missing for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Answer {
    Text(Vec<Safe>),
    Diff(Diff),
    Configuration(Configuration),
    Serving(Vec<Serving>),
    Bounds(Box<Bounds>),
    Rights(Vec<Right>),
    Usage(Vec<Usage>),
    Calls(Vec<Call>),
    Unreadable(Gap),
}

/// The difference between the pod templates of two revisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The older revision; `None` where there is only one.
    pub old: Option<Safe>,
    pub new: Safe,
    /// Unified YAML: hunks with `@@`, lines with ` `, `+` and `-`. Empty where the templates are alike.
    pub lines: Vec<Safe>,
}

/// A Service that selects the rollout's pods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Serving {
    pub service: Safe,
    /// Endpoints of this rollout's pods that are ready.
    pub ready: u32,
    /// Endpoints of this rollout's pods that are not.
    pub not_ready: u32,
    /// Ready endpoints of the Service that are not this rollout's.
    pub others: u32,
}

/// Who else decides how many pods there are; each may be unreadable by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bounds {
    pub autoscalers: Result<Vec<Autoscaler>, Gap>,
    pub budgets: Result<Vec<Budget>, Gap>,
}

/// A `HorizontalPodAutoscaler` that scales the rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Autoscaler {
    pub name: Safe,
    pub min: u32,
    pub max: u32,
    /// Replicas that it saw last, and that it wants; null before it has looked.
    pub current: Option<u32>,
    pub desired: Option<u32>,
    /// Why it does not scale, where it says that it cannot.
    pub trouble: Option<Safe>,
}

/// A `PodDisruptionBudget` that selects the rollout's pods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Budget {
    pub name: Safe,
    /// A number or a share, as written; one of the two at most.
    pub min_available: Option<Safe>,
    pub max_unavailable: Option<Safe>,
    /// Pods that are healthy, and that have to be; null before its controller has looked.
    pub healthy: Option<u32>,
    pub needed: Option<u32>,
    /// Pods that may be evicted now.
    pub allowed: Option<u32>,
}

/// Whether this user may do something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Right {
    pub verb: Safe,
    /// `pods/log`, `deployments`, …
    pub resource: Safe,
    pub allowed: Truth,
    pub reason: Option<Safe>,
}

/// What a container uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Usage {
    pub pod: Safe,
    pub container: Safe,
    /// Bytes.
    pub memory: Option<u64>,
    /// Thousandths of a core.
    pub cpu: Option<u64>,
}

/// One API call that the console made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// When it was sent, by the console's clock.
    pub at: Timestamp,
    pub verb: Safe,
    /// Path and query, without any credential.
    pub path: Safe,
    /// `None` where no answer came.
    pub status: Option<u16>,
    /// Milliseconds to the answer's head.
    pub ms: u32,
}
