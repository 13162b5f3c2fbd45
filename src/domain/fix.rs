//! A proposed change of source or manifests, under review (T9, T12).

use serde::{Deserialize, Serialize};

use super::{Truth, digest::Digest, evidence::EvidenceNo, journal::Alias, text::Safe};

/// Who proposed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Proposer {
    /// A rule, mechanically, from a strong finding.
    Rule {
        rule: Safe,
    },
    Model {
        name: Safe,
    },
    Person,
}

/// The states of a fix. Approve and apply are separate records; a failed apply is "approved, apply FAILED".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Pending,
    Approved,
    Rejected,
    /// An apply was begun and its end is not recorded.
    Applying,
    Applied,
    ApplyFailed,
}

impl State {
    /// The state that a record leads to; `None` where it is out of turn in this one. What it says about other bytes than the patch's is for
    /// whoever knows those.
    #[must_use]
    pub fn after(self, entry: &Entry) -> Option<Self> {
        Some(match (self, entry) {
            (Self::Pending, Entry::Approved { .. }) => Self::Approved,
            // A rejection is the last word until an apply has begun.
            (Self::Pending | Self::Approved | Self::ApplyFailed, Entry::Rejected { .. }) => Self::Rejected,
            (Self::Approved | Self::Applying | Self::ApplyFailed, Entry::ApplyStarted { .. }) => Self::Applying,
            (Self::Applying, Entry::Applied { .. }) => Self::Applied,
            (Self::Applying, Entry::ApplyFailed { .. }) => Self::ApplyFailed,
            // Another person's word changes nothing any more, and is kept; one way out that failed does not take back another.
            (_, Entry::Checked { .. })
            | (Self::Approved | Self::Applying | Self::Applied | Self::ApplyFailed, Entry::Approved { .. })
            | (Self::Applied, Entry::ApplyStarted { .. } | Entry::Applied { .. } | Entry::ApplyFailed { .. }) => self,
            _ => return None,
        })
    }

    /// In a word, as sentences need it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Applying => "being applied",
            Self::Applied => "applied",
            Self::ApplyFailed => "approved, apply FAILED",
        }
    }
}

/// One thing that was checked about a patch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// `applies`, `parses`, `no_secret`, `stays_inside`, …
    pub name: Safe,
    /// Unknown where it could not be checked (no repository given).
    pub ok: Truth,
    pub message: Safe,
}

/// How a fix leaves stanch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum Exit {
    /// A commit on a new branch of a local repository.
    Branch {
        repository: Safe,
        branch: Safe,
        base: Safe,
        commit: Option<Safe>,
    },
    PatchFile {
        path: Safe,
    },
}

/// A record of a fix's stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Entry {
    /// The patch is the blob of this digest: what approvals bind to.
    #[serde(rename = "fix.proposed")]
    Proposed {
        title: Safe,
        patch_sha256: Digest,
        proposer: Proposer,
        incident: Option<Alias>,
        evidence: Vec<EvidenceNo>,
        why: Safe,
        /// The rule, category or file pattern by which similar fixes are found.
        likeness: Safe,
    },
    #[serde(rename = "fix.checked")]
    Checked { patch_sha256: Digest, checks: Vec<Check> },
    #[serde(rename = "fix.approved")]
    Approved { patch_sha256: Digest, comment: Option<Safe>, self_approved: bool },
    #[serde(rename = "fix.rejected")]
    Rejected { patch_sha256: Digest, reason: Safe },
    #[serde(rename = "fix.apply_started")]
    ApplyStarted { patch_sha256: Digest, exit: Exit },
    #[serde(rename = "fix.applied")]
    Applied { exit: Exit },
    #[serde(rename = "fix.apply_failed")]
    ApplyFailed { reason: Safe },
}

impl Entry {
    /// The patch that it is about, where it names one.
    #[must_use]
    pub fn patch(&self) -> Option<Digest> {
        match self {
            Self::Proposed { patch_sha256, .. }
            | Self::Checked { patch_sha256, .. }
            | Self::Approved { patch_sha256, .. }
            | Self::Rejected { patch_sha256, .. }
            | Self::ApplyStarted { patch_sha256, .. } => Some(*patch_sha256),
            Self::Applied { .. } | Self::ApplyFailed { .. } => None,
        }
    }
}

/// A decision about a fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    pub at_us: i64,
    pub by: Safe,
    pub approved: bool,
    pub self_approved: bool,
    /// The comment or the reason.
    pub words: Option<Safe>,
}

/// A fix as its records say that it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    pub alias: Alias,
    pub state: State,
    pub title: Safe,
    pub proposer: Proposer,
    /// Who recorded it, as proven.
    pub proposed_by: Safe,
    pub proposed_us: i64,
    pub patch_sha256: Digest,
    pub incident: Option<Alias>,
    pub evidence: Vec<EvidenceNo>,
    pub why: Safe,
    pub likeness: Safe,
    pub checks: Vec<Check>,
    pub decisions: Vec<Decision>,
    pub exit: Option<Exit>,
    pub failure: Option<Safe>,
}
