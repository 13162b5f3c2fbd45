//! Pods and their containers, trimmed to what verdicts and screens need.

use jiff::Timestamp;
use serde::Serialize;

use super::{Truth, text::Safe};

/// A pod as an object that was read: what a verdict may rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pod {
    pub namespace: Safe,
    pub name: Safe,
    #[serde(skip)]
    pub uid: Safe,
    /// Its controller: a ReplicaSet, StatefulSet, DaemonSet or Job.
    pub owner: Option<PodOwner>,
    /// The label `pod-template-hash` or `controller-revision-hash`.
    pub hash: Option<Safe>,
    pub created: Option<Timestamp>,
    /// When its deletion was asked for; it is then terminating.
    pub deleted: Option<Timestamp>,
    pub node: Option<Safe>,
    /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
    pub phase: Safe,
    /// Why the whole pod is as it is (`Evicted`), where the kubelet says so.
    pub reason: Option<Safe>,
    pub message: Option<Safe>,
    pub scheduled: PodCondition,
    pub ready: PodCondition,
    pub containers: Vec<Container>,
}

/// The controller of a pod.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PodOwner {
    pub kind: Safe,
    pub name: Safe,
    #[serde(skip)]
    pub uid: Safe,
}

/// One condition of a pod.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PodCondition {
    pub status: Truth,
    /// When `status` last changed, by the cluster's clock.
    pub since: Option<Timestamp>,
    pub reason: Option<Safe>,
    pub message: Option<Safe>,
}

/// What a container is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Runs to its end before the others start.
    Init,
    /// An init container with `restartPolicy: Always`.
    Sidecar,
    /// An ordinary container.
    Main,
}

/// One container of a pod, from its spec and its status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Container {
    pub name: Safe,
    pub role: Role,
    pub image: Safe,
    pub ready: bool,
    /// Whether its startup probe, if any, has passed.
    pub started: Truth,
    pub restarts: u32,
    pub state: ContainerState,
    /// How it ended last, before its present state.
    pub last: Option<Termination>,
    /// `resources.limits.memory`, as written.
    pub memory_limit: Option<Safe>,
    /// How it is asked whether it is ready; `None` where nobody asks, and it is ready while it runs.
    #[serde(skip)]
    pub readiness: Option<Probe>,
}

/// How often a container is asked something, and how often it may fail. All but `failures` in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// From its start until it is asked for the first time.
    pub delay: u32,
    pub period: u32,
    pub timeout: u32,
    /// So many failures one after another, and it is not ready.
    pub failures: u32,
}

/// What a container does now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "is")]
pub enum ContainerState {
    Waiting {
        reason: Safe,
        message: Option<Safe>,
    },
    Running {
        since: Option<Timestamp>,
    },
    Terminated(Termination),
    /// The kubelet has not said anything about it yet.
    Unknown,
}

/// How a container ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Termination {
    pub exit_code: i32,
    pub signal: Option<i32>,
    /// `Error`, `OOMKilled`, `Completed`, `ContainerCannotRun`, …
    pub reason: Safe,
    /// The termination message, where the container or the runtime left one.
    pub message: Option<Safe>,
    pub started: Option<Timestamp>,
    pub finished: Option<Timestamp>,
}

/// A pod as a row of a server-side table: a hint where to look, never what a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PodRow {
    /// `None` where one watch covers all namespaces: rows carry none.
    pub namespace: Option<Safe>,
    pub name: Safe,
    /// Containers ready, of how many (`1/2`).
    pub ready: (u16, u16),
    /// As `kubectl get pods` prints it: `Running`, `CrashLoopBackOff`, `Init:Error`, …
    pub status: Safe,
    pub restarts: u32,
    pub node: Option<Safe>,
}
