//! An incident's evidence and analyses: read before, and kept after.

use crate::{
    adapters::store::Journal,
    domain::{
        analysis::Analysis,
        incident::Entry,
        journal::{Alias, Draft, Ulid},
        text::Safe,
    },
    ops::incident::{self, Error},
};

use super::{
    consult::Egress,
    intake::{Case, Piece},
};

/// An incident that is analysed.
pub struct Recalled<'a> {
    journal: &'a dyn Journal,
    alias: Alias,
    stream: Ulid,
    /// Whether somebody allowed a model that is not on this host.
    pub cloud_allowed: bool,
}

/// Reads what an incident is about, and its evidence.
pub async fn recall<'a>(journal: &'a dyn Journal, alias: Alias, case: &mut Case) -> Result<Recalled<'a>, Error> {
    let (found, stream) = incident::find(journal, alias).await?;
    if found.closed.is_some() {
        return Err(Error::Closed(alias));
    }
    case.about = found.about;
    for header in found.evidence {
        let text = String::from_utf8_lossy(&journal.blob(header.sha256).await?).into_owned();
        case.pieces.push(Piece { header, text });
    }
    Ok(Recalled { journal, alias, stream, cloud_allowed: found.cloud_allowed })
}

impl Recalled<'_> {
    /// Keeps the pieces that were brought; the store numbers them.
    pub async fn keep(&self, pieces: &mut [Piece]) -> Result<(), Error> {
        for piece in pieces {
            let header = piece.header.clone();
            piece.header = incident::add_evidence(self.journal, self.alias, header, piece.text.as_bytes()).await?;
        }
        Ok(())
    }

    /// Records that somebody allowed it, once.
    pub async fn allow(&mut self, to: &Safe) -> Result<(), Error> {
        incident::allow_cloud(self.journal, self.alias, to.clone()).await?;
        self.cloud_allowed = true;
        Ok(())
    }

    /// Records what leaves, before it leaves.
    pub async fn leaves(&self, egress: &Egress, masked: u32) -> Result<(), Error> {
        let Egress { to, bytes, sha256 } = egress.clone();
        let entry = Entry::Egress { to, bytes, sha256, masked };
        self.journal.append(self.stream, None, &[Draft::of(&entry)?]).await?;
        Ok(())
    }

    /// Keeps an analysis, with one line of what it says.
    pub async fn analysed(&self, analysis: &Analysis, summary: &Safe) -> Result<(), Error> {
        incident::record_analysis(self.journal, self.alias, analysis, summary.clone()).await?;
        Ok(())
    }
}
