//! What an analysis rests on: numbered within its incident, redacted, hashed.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{digest::Digest, text::Safe};

/// `E7`: the seventh piece of evidence of its incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EvidenceNo(pub u32);

/// What kind of thing a piece of evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// A unified diff of source files or manifests.
    Diff,
    /// The difference between the pod templates of two revisions of the rollout.
    RevisionDiff,
    /// What the pods take from ConfigMaps and Secrets, who wrote that last, and when the pods began to fail; never what is in them.
    Configuration,
    /// What running containers wrote.
    RuntimeLog,
    /// What a pipeline wrote.
    PipelineLog,
    /// The cluster's events about the rollout.
    Events,
    /// The pods' status, in words, one line each.
    Status,
    /// A manifest.
    Manifest,
    /// A line or hunk that somebody marked.
    Mark,
}

/// Where a piece of evidence came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Origin {
    /// Read from a cluster: which object, in words (`pod checkout-7f9c/api, previous`).
    Pulled {
        object: Safe,
    },
    Pasted,
    File {
        name: Safe,
    },
    Pipe,
    /// `git diff A..B` of a local repository.
    Repository {
        range: Safe,
    },
    /// Marked on a screen: what it was cut from.
    Marked {
        place: Safe,
    },
}

/// One piece of evidence, without its bytes: they are a blob of the store, or of the analysis that is not stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub no: EvidenceNo,
    pub sort: Sort,
    pub origin: Origin,
    /// One line that tells it from the others.
    pub title: Safe,
    /// Of the redacted bytes.
    pub sha256: Digest,
    pub lines: u64,
    /// Lines, bytes or secrets that are not in it, in words; empty where it is whole.
    pub cut: Vec<Safe>,
    /// When it was taken.
    pub taken: Timestamp,
    /// The pod and container that it is about, where it is about one.
    pub pod: Option<Safe>,
    pub container: Option<Safe>,
}

/// A place within evidence: what a finding or a claim points at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub evidence: EvidenceNo,
    /// Counted from 1, within the evidence's bytes.
    pub line: u64,
    /// The file of a diff, or of a stack frame.
    pub file: Option<Safe>,
    /// The line within that file (of the new side, or the old one for a line that was removed).
    pub file_line: Option<u64>,
    /// The enclosing function, where it is known.
    pub function: Option<Safe>,
    /// The line itself.
    pub text: Safe,
}

impl fmt::Display for EvidenceNo {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "E{}", self.0)
    }
}

impl EvidenceNo {
    /// Reads `E7`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.strip_prefix(['E', 'e'])?;
        number.parse().ok().filter(|number| *number > 0).map(Self)
    }
}

impl Serialize for EvidenceNo {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EvidenceNo {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("expected a piece of evidence such as E7"))
    }
}
