//! Clusters as the console sees them: who they are, whether they answer, and as whom.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::text::Safe;

/// Which of the console's clusters: the place of its context on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ClusterNo(pub u16);

/// What tells one cluster from another, however its context is called. A policy may name either.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ClusterId {
    /// The uid of the namespace kube-system, the customary identity of a cluster; `None` where that may not be read.
    pub uid: Option<Safe>,
    /// Hex SHA-256 of the CA certificate and the server's address.
    pub endpoint: Safe,
}

impl ClusterId {
    /// The names that a policy may call it by.
    pub fn names(&self) -> impl Iterator<Item = &Safe> {
        self.uid.iter().chain([&self.endpoint])
    }
}

/// A context that the console has pinned: it stays this one whatever the kubeconfig says later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cluster {
    pub no: ClusterNo,
    /// The cluster's name in the kubeconfig.
    pub name: Safe,
    /// The context's name in the kubeconfig.
    pub context: Safe,
    /// The server's address.
    pub server: Safe,
    /// The namespace of the context (`default` where it names none).
    pub namespace: Safe,
    /// `None` until the cluster has answered once.
    pub id: Option<ClusterId>,
}

/// Whether a cluster answers (K-3): a heartbeat every five seconds decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Link {
    /// Nothing was heard yet.
    #[default]
    Connecting,
    /// The last heartbeat was answered.
    Live,
    /// Two heartbeats were missed.
    Stale,
    /// Three or more were missed, or the connection is refused.
    Offline,
    /// It answers, but not to this user (401, 403, refused credentials).
    Denied,
}

/// A program that a kubeconfig names for logging in, and that nobody has allowed (T-14).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Plugin {
    /// As the kubeconfig writes it.
    pub command: Safe,
    /// The file that would be run.
    pub path: Safe,
    pub arguments: Vec<Safe>,
    /// What is added to its environment: `NAME=value`.
    pub variables: Vec<Safe>,
    /// Hex SHA-256 of the file.
    pub sha256: Safe,
    /// `sha256:` and the hash of all this together: what an answer is about.
    pub call: Safe,
    /// Another call of this file, or another file of this name, was allowed before.
    pub changed: bool,
}

/// What a cluster's connection said last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Source {
    pub link: Link,
    /// When it last answered, by the console's own clock.
    pub answered: Option<Timestamp>,
    /// The cluster's clock minus the console's, from the `Date` header (whole seconds).
    pub skew: Option<Skew>,
    /// When the next attempt is due, by the console's own clock.
    pub retry: Option<Timestamp>,
    /// Why it does not answer, or what to do about it.
    pub message: Option<Safe>,
    /// The program that has to be allowed before anybody can log in.
    pub plugin: Option<Plugin>,
    /// What could not be read, one for each kind and namespace.
    pub gaps: Vec<Gap>,
    /// Relists after a 410, as a count: a number that grows is shown.
    pub relists: u32,
}

/// The cluster's clock minus the console's, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Skew(pub i64);

impl Skew {
    /// The cluster's time at the console's time `now`.
    #[must_use]
    pub fn cluster_time(self, now: Timestamp) -> Timestamp {
        now.checked_add(SignedDuration::from_secs(self.0)).unwrap_or(now)
    }
}

/// Something that could not be read: never the same as "there is none".
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Gap {
    /// The verb that failed: `list`, `watch`, `get`.
    pub verb: Safe,
    /// The resource in the plural, as rights name it: `pods`, `pods/log`.
    pub resource: Safe,
    /// The namespace, or `None` for all of them.
    pub namespace: Option<Safe>,
    /// In words, with what to do.
    pub message: Safe,
}

/// Who the cluster says that the console is (SelfSubjectReview).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Identity {
    /// The user's name, or `None` where the cluster does not say (before 1.28, or refused).
    pub user: Option<Safe>,
}

/// Which namespaces are watched in fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Spaces {
    All,
    Only(Vec<Safe>),
}

/// Which namespaces are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub enum Scope {
    /// All, if they may be listed; else the context's own, and a row that says so.
    #[default]
    Default,
    /// All of them (`-A`).
    All,
    /// These (`-n`).
    Only(Vec<Safe>),
}
