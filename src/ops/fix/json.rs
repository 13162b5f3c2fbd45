//! A fix as `stanch fix --json` prints it.

use serde::Serialize;

use crate::{
    domain::{
        Truth,
        digest::Digest,
        evidence::EvidenceNo,
        fix::{Decision, Exit, Fix, Proposer, State},
        journal::Alias,
        text::Safe,
    },
    logic::fix::Similar,
};

/// One fix.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    pub id: Alias,
    pub state: State,
    pub checks: Vec<Checked<'a>>,
    pub title: &'a Safe,
    pub proposer: &'a Proposer,
    pub proposed_by: &'a Safe,
    pub proposed_at: String,
    pub patch_sha256: Digest,
    pub incident: Option<Alias>,
    pub evidence: &'a [EvidenceNo],
    pub why: &'a Safe,
    pub likeness: &'a Safe,
    pub decisions: &'a [Decision],
    /// Whether it was approved, and by nobody but its proposer.
    pub self_approved: bool,
    pub exit: Option<&'a Exit>,
    pub failure: Option<&'a Safe>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similar: Option<&'a Similar>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch: Option<Safe>,
}

/// One check.
#[derive(Debug, Serialize)]
pub struct Checked<'a> {
    pub name: &'a Safe,
    /// Null where it could not be checked.
    pub ok: Option<bool>,
    pub message: &'a Safe,
}

/// All fixes.
#[derive(Debug, Serialize)]
pub struct Documents<'a> {
    /// The version of this schema: 1.
    pub version: u8,
    pub fixes: Vec<Document<'a>>,
}

impl<'a> From<&'a Fix> for Document<'a> {
    fn from(fix: &'a Fix) -> Self {
        let checks = fix.checks.iter().map(|check| Checked {
            name: &check.name,
            ok: match check.ok {
                Truth::Yes => Some(true),
                Truth::No => Some(false),
                Truth::Unknown => None,
            },
            message: &check.message,
        });
        let proposed_at = jiff::Timestamp::from_microsecond(fix.proposed_us).unwrap_or_default();
        Self {
            id: fix.alias,
            state: fix.state,
            checks: checks.collect(),
            title: &fix.title,
            proposer: &fix.proposer,
            proposed_by: &fix.proposed_by,
            proposed_at: format!("{proposed_at:.6}"),
            patch_sha256: fix.patch_sha256,
            incident: fix.incident,
            evidence: &fix.evidence,
            why: &fix.why,
            likeness: &fix.likeness,
            decisions: &fix.decisions,
            self_approved: self_approved(fix),
            exit: fix.exit.as_ref(),
            failure: fix.failure.as_ref(),
            similar: None,
            patch: None,
        }
    }
}

/// Whether a fix was approved, and by nobody but its proposer.
#[must_use]
pub fn self_approved(fix: &Fix) -> bool {
    let mut approvals = fix.decisions.iter().filter(|decision| decision.approved).peekable();
    approvals.peek().is_some() && approvals.all(|decision| decision.self_approved)
}
