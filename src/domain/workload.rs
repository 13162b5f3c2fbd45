//! Deployments, StatefulSets and DaemonSets, and their revisions, trimmed.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Truth, cluster::ClusterNo, text::Safe};

/// The kinds of workload that the board watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    Deployment,
    StatefulSet,
    DaemonSet,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Deployment, Self::StatefulSet, Self::DaemonSet];

    /// As manifests write it: `Deployment`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
        }
    }

    /// As the API's paths and rights write it: `deployments`.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Deployment => "deployments",
            Self::StatefulSet => "statefulsets",
            Self::DaemonSet => "daemonsets",
        }
    }

    /// As kubectl abbreviates it: `deploy`, `sts`, `ds`.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::Deployment => "deploy",
            Self::StatefulSet => "sts",
            Self::DaemonSet => "ds",
        }
    }

    /// Any of the three spellings, in any case, or the singular.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| {
            [kind.name(), kind.plural(), kind.short()].iter().any(|spelling| spelling.eq_ignore_ascii_case(word))
        })
    }
}

/// Which workload, of which cluster.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Key {
    pub cluster: ClusterNo,
    pub namespace: Safe,
    pub kind: Kind,
    pub name: Safe,
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}/{}", self.namespace, self.kind.plural(), self.name)
    }
}

/// A workload object, trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Workload {
    pub key: Key,
    #[serde(skip)]
    pub uid: Safe,
    pub created: Option<Timestamp>,
    pub deleted: Option<Timestamp>,
    /// When its spec last changed, as the newest entry of managedFields without a subresource says (a hint, F6), or its creation.
    pub changed: Option<Timestamp>,
    pub generation: i64,
    /// `None` where the controller has not reported yet.
    pub observed_generation: Option<i64>,
    /// The annotation `deployment.kubernetes.io/revision`, the update revision of a StatefulSet, else `None`.
    pub revision: Option<Safe>,
    /// The annotation `kubernetes.io/change-cause`.
    pub change_cause: Option<Safe>,
    pub owner: Owner,
    /// The label selector in the API's query form (`app=x,tier in (a,b)`), matchExpressions included.
    pub selector: Safe,
    pub paused: bool,
    pub strategy: Strategy,
    /// `spec.replicas`, or the desired number of a DaemonSet.
    pub desired: u32,
    /// Seconds; `None` where it is not set or does not exist.
    pub progress_deadline: Option<u32>,
    /// Seconds.
    pub min_ready: u32,
    /// Name and image of each ordinary container of the template, in order.
    pub images: Vec<(Safe, Safe)>,
    pub counts: Counts,
    /// A StatefulSet's revisions, by name of their ControllerRevision.
    pub current_revision: Option<Safe>,
    pub update_revision: Option<Safe>,
    pub conditions: Vec<Condition>,
}

/// The counts of a workload's status; absent ones are 0, as the API leaves them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Pods there are, of any revision.
    pub total: u32,
    /// Pods of the newest revision.
    pub updated: u32,
    pub ready: u32,
    pub available: u32,
    /// Pods that a DaemonSet runs where it should not.
    pub misscheduled: u32,
}

/// How new pods replace old ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    Rolling {
        /// As written: a number or a percentage.
        max_unavailable: Option<Safe>,
        max_surge: Option<Safe>,
        /// A StatefulSet's partition: pods below this ordinal stay old on purpose.
        partition: u32,
    },
    Recreate,
    OnDelete,
}

/// One condition of a workload's status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    #[serde(rename = "type")]
    pub kind: Safe,
    pub status: Truth,
    pub reason: Safe,
    pub message: Safe,
    pub updated: Option<Timestamp>,
    /// When `status` last changed.
    pub since: Option<Timestamp>,
}

/// Who else writes the object.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Labels, annotations and ownerReferences were read and name nobody.
    #[default]
    Nobody,
    ArgoCd(Safe),
    Flux(Safe),
    Helm(Safe),
    /// A controller by ownerReference: kind and name.
    Operator {
        kind: Safe,
        name: Safe,
    },
}

impl Owner {
    /// One word for a column: `argocd`, `flux`, `helm`, the operator's kind, or `-`.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Nobody => "-",
            Self::ArgoCd(_) => "argocd",
            Self::Flux(_) => "flux",
            Self::Helm(_) => "helm",
            Self::Operator { kind, .. } => kind.as_str(),
        }
    }
}

/// A ReplicaSet or ControllerRevision, trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revision {
    pub namespace: Safe,
    pub name: Safe,
    #[serde(skip)]
    pub uid: Safe,
    /// Kind and name of the workload that controls it.
    pub owner: Option<(Kind, Safe)>,
    /// The annotation of a ReplicaSet, the field of a ControllerRevision.
    pub number: Option<i64>,
    /// The hash that its pods carry as a label.
    pub hash: Option<Safe>,
    pub created: Option<Timestamp>,
    pub change_cause: Option<Safe>,
    pub images: Vec<(Safe, Safe)>,
    /// Wanted and ready pods; `None` for a ControllerRevision.
    pub counts: Option<(u32, u32)>,
    /// `ReplicaFailure` above all.
    pub conditions: Vec<Condition>,
}
