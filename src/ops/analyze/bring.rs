//! What was brought becomes evidence of an incident: redacted, numbered by the store, and never twice the same.

use jiff::Timestamp;

use crate::{
    adapters::store::Journal,
    domain::{
        evidence::{Evidence, Origin},
        journal::Alias,
    },
    ops::incident,
};

use super::{
    error::Error,
    intake::{Brought, Desk},
};

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    #[error(transparent)]
    Intake(#[from] Error),
    #[error(transparent)]
    Incident(#[from] incident::Error),
}

/// What became of what was brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    New(Evidence),
    /// The incident has these very bytes already.
    Known(Evidence),
}

impl Kept {
    #[must_use]
    pub fn evidence(&self) -> &Evidence {
        let (Self::New(evidence) | Self::Known(evidence)) = self;
        evidence
    }
}

/// Takes it in.
pub async fn bring(
    journal: &dyn Journal,
    alias: Alias,
    desk: &mut Desk,
    brought: Brought,
    taken: Timestamp,
) -> Result<Kept, NotKept> {
    let (found, _) = incident::find(journal, alias).await?;
    // The store gives the number that counts.
    let no =
        crate::domain::evidence::EvidenceNo(u32::try_from(found.evidence.len()).unwrap_or(u32::MAX).saturating_add(1));
    let (mut piece, _) = desk.take(brought, no, taken)?;
    if let Origin::Pulled { object } | Origin::Marked { place: object } = &piece.header.origin {
        piece.header.title = object.clone();
    }
    let same = |known: &&Evidence| known.sha256 == piece.header.sha256 && known.sort == piece.header.sort;
    if let Some(known) = found.evidence.iter().find(same) {
        return Ok(Kept::Known(known.clone()));
    }
    Ok(Kept::New(incident::add_evidence(journal, alias, piece.header, piece.text.as_bytes()).await?))
}
