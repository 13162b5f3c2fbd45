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
