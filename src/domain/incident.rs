//! What people work on: an incident ties evidence, analyses, walks and fixes together.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    analysis::Analysis,
    cluster::Cluster,
    digest::Digest,
    evidence::Evidence,
    journal::Alias,
    severity::Severity,
    text::Safe,
    workload::{Key, Kind},
};

/// A rollout as records name it: without the console's own numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The cluster's identity: the uid of kube-system, or `sha256:` and the hash of CA and address.
    pub cluster: Safe,
    /// The context's name when it was recorded; for people only.
    pub context: Safe,
    pub namespace: Safe,
    pub kind: Kind,
    pub name: Safe,
}

impl Place {
    /// Where a rollout is; `None` until its cluster has said who it is.
    #[must_use]
    pub fn of(cluster: &Cluster, key: &Key) -> Option<Self> {
        let id = cluster.id.as_ref()?;
        let name = id.uid.clone().unwrap_or_else(|| Safe::line(&format!("sha256:{}", id.endpoint)));
        Some(Self {
            cluster: name,
            context: cluster.context.clone(),
            namespace: key.namespace.clone(),
            kind: key.kind,
            name: key.name.clone(),
        })
    }

    /// The rollout, if this is its cluster.
    #[must_use]
    pub fn key(&self, cluster: &Cluster) -> Option<Key> {
        let key =
            Key { cluster: cluster.no, namespace: self.namespace.clone(), kind: self.kind, name: self.name.clone() };
        let is_there = Self::of(cluster, &key).is_some_and(|place| place.cluster == self.cluster);
        is_there.then_some(key)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}/{}", self.namespace, self.kind.short(), self.name)
    }
}

/// A record of an incident's stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Entry {
    #[serde(rename = "incident.opened")]
    Opened { title: Safe, severity: Severity, about: Option<Place> },
    #[serde(rename = "incident.closed")]
    Closed { reason: Safe },
    #[serde(rename = "incident.linked")]
    Linked { alias: Alias },
    #[serde(rename = "note.added")]
    Note { text: Safe },
    /// The bytes are the blob that it names. The store gives the number.
    #[serde(rename = "evidence.added")]
    Evidence(Evidence),
    /// Too large for a record: the blob of this digest holds the analysis as JSON.
    #[serde(rename = "analysis.made")]
    Analysed { sha256: Digest, summary: Safe, confidence: u8 },
    /// What left this host for a model: its destination, its size, the digest of its exact bytes.
    #[serde(rename = "egress.sent")]
    Egress { to: Safe, bytes: u64, sha256: Digest, masked: u32 },
    /// Somebody allowed a model that is not on this host, for this incident.
    #[serde(rename = "egress.allowed")]
    EgressAllowed { to: Safe },
}

/// An incident as its records say that it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Incident {
    pub alias: Alias,
    pub title: Safe,
    pub severity: Severity,
    pub about: Option<Place>,
    /// By whom it was opened, as proven.
    pub opened_by: Safe,
    pub opened_us: i64,
    pub closed: Option<Safe>,
    pub evidence: Vec<Evidence>,
    /// The newest one.
    pub analysis: Option<Analysis>,
    pub notes: Vec<Note>,
    pub linked: Vec<Alias>,
    pub cloud_allowed: bool,
}

/// What somebody noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    pub at_us: i64,
    pub by: Safe,
    pub text: Safe,
}
