//! What a screen orders of the store and of what rests on it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    domain::{
        approval::Acknowledgement,
        cluster::ClusterNo,
        digest::Digest,
        evidence::EvidenceNo,
        finding::Finding,
        journal::{Alias, Ulid},
        severity::Severity,
        text::Safe,
        walk::Answer,
        workload::Key,
    },
    logic::categorize::Circumstances,
};

/// One order. What comes of it is in the journal's records; a word about it comes as [`super::News`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Order {
    /// Opens an incident, about a rollout if one is named, and pulls its evidence.
    OpenIncident {
        title: Safe,
        severity: Severity,
        about: Option<Key>,
    },
    CloseIncident {
        incident: Alias,
        reason: Safe,
    },
    Note {
        alias: Alias,
        text: Safe,
    },
    /// Reads what explains the rollout into numbered evidence.
    Pull {
        incident: Alias,
        key: Key,
    },
    /// What somebody pasted, as it came: it is redacted and cleaned where it is taken in.
    Paste {
        incident: Alias,
        text: String,
        cut: bool,
    },
    /// What a file of this machine holds.
    BringFile {
        incident: Alias,
        file: Safe,
    },
    /// What changed in a local repository: `DIR A..B`.
    BringRange {
        incident: Alias,
        range: Safe,
    },
    /// A line or hunk that somebody marked, and what it was cut from.
    Mark {
        incident: Alias,
        place: Safe,
        text: Safe,
    },
    /// Rules, and the model if it may be used.
    Analyze {
        incident: Alias,
        model: bool,
        /// How the rollout is now.
        around: Circumstances,
    },
    StopAnalysis,
    /// Lets a model that is not on this host be asked, for this incident.
    AllowCloud {
        incident: Alias,
    },
    /// The exact bytes that would leave this host.
    Egress {
        incident: Alias,
    },
    /// The lines of a piece of evidence.
    ReadEvidence {
        incident: Alias,
        no: EvidenceNo,
    },
    /// A fix from a strong finding, mechanically.
    ProposeFix {
        incident: Alias,
        finding: Box<Finding>,
    },
    /// The fix that the model proposed.
    ProposeModelFix {
        incident: Alias,
    },
    /// What somebody made of a fix's patch: a fix of its own.
    EditPatch {
        fix: Alias,
        patch: String,
    },
    ReadPatch {
        fix: Alias,
    },
    ApproveFix {
        fix: Alias,
        patch_sha256: Digest,
        comment: Option<Safe>,
    },
    RejectFix {
        fix: Alias,
        patch_sha256: Digest,
        reason: Safe,
    },
    /// To a file, or to a new branch of a local repository.
    ApplyFix {
        fix: Alias,
        repository: Option<Safe>,
        file: Option<Safe>,
    },
    StartWalk {
        strategy: Safe,
        key: Key,
        parameters: BTreeMap<Safe, Safe>,
        incident: Option<Alias>,
    },
    /// Goes on until the next gate, question or end.
    RunWalk {
        walk: Alias,
    },
    /// The difference that a request is about.
    ReadGate {
        walk: Alias,
        request: Ulid,
    },
    Approve {
        walk: Alias,
        request: Ulid,
        binding_sha256: Digest,
        typed: Safe,
        acknowledged: Vec<Acknowledgement>,
    },
    Reject {
        walk: Alias,
        request: Ulid,
        binding_sha256: Digest,
        reason: Safe,
    },
    Resolve {
        walk: Alias,
        answer: Answer,
        reason: Safe,
    },
    StopWalk {
        walk: Alias,
        reason: Safe,
    },
    /// Lets this console change a cluster, for a while.
    Arm {
        cluster: ClusterNo,
        reason: Safe,
    },
    Disarm,
    /// Checks the chain of the whole journal.
    Verify,
}

impl Order {
    /// The same with these words: a title, a note, a reason, a comment, a typed name, or where a fix goes. What takes none stays as it is.
    #[must_use]
    pub fn worded(mut self, words: Safe) -> Self {
        match &mut self {
            Self::OpenIncident { title: text, .. }
            | Self::Note { text, .. }
            | Self::CloseIncident { reason: text, .. }
            | Self::RejectFix { reason: text, .. }
            | Self::Reject { reason: text, .. }
            | Self::Resolve { reason: text, .. }
            | Self::StopWalk { reason: text, .. }
            | Self::Arm { reason: text, .. }
            | Self::Approve { typed: text, .. } => *text = words,
            Self::ApproveFix { comment, .. } => *comment = Some(words).filter(|words| !words.trim().is_empty()),
            Self::ApplyFix { repository: Some(place), .. } | Self::ApplyFix { file: Some(place), .. } => *place = words,
            Self::ApplyFix { .. }
            | Self::Pull { .. }
            | Self::Paste { .. }
            | Self::Mark { .. }
            | Self::BringFile { .. }
            | Self::BringRange { .. }
            | Self::Analyze { .. }
            | Self::StopAnalysis
            | Self::AllowCloud { .. }
            | Self::Egress { .. }
            | Self::ReadEvidence { .. }
            | Self::ProposeFix { .. }
            | Self::ProposeModelFix { .. }
            | Self::EditPatch { .. }
            | Self::ReadPatch { .. }
            | Self::StartWalk { .. }
            | Self::RunWalk { .. }
            | Self::ReadGate { .. }
            | Self::Disarm
            | Self::Verify => {}
        }
        self
    }
}
