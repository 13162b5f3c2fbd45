//! An incident's evidence and analyses, in a journal: read before, and kept after.

use crate::{
    adapters::store::{self, Journal},
    domain::{
        analysis::Analysis,
        incident::Entry,
        journal::{Alias, Draft, Malformed, Ulid},
        text::Safe,
    },
};

use super::{
    consult::Egress,
    intake::{Case, Piece},
};

/// What keeps an incident from being read or written.
#[derive(Debug, thiserror::Error)]
pub enum Unkept {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("{0} is no incident")]
    NoIncident(Alias),
    #[error("{0} is closed: {1}")]
    Closed(Alias, Safe),
}

/// An incident that is analysed.
pub struct Recalled<'a> {
    journal: &'a dyn Journal,
    stream: Ulid,
    /// Whether somebody allowed a model that is not on this host.
    pub cloud_allowed: bool,
}

/// Reads what an incident is about, and its evidence.
pub async fn recall<'a>(journal: &'a dyn Journal, alias: Alias, case: &mut Case) -> Result<Recalled<'a>, Unkept> {
    let Alias::Incident(_) = alias else { return Err(Unkept::NoIncident(alias)) };
    let stream = journal.find(alias).await?;
    let mut recalled = Recalled { journal, stream, cloud_allowed: false };
    for record in journal.stream(stream).await? {
        match record.entry::<Entry>() {
            Ok(Entry::Opened { about, .. }) => case.about = about,
            Ok(Entry::Closed { reason }) => return Err(Unkept::Closed(alias, reason)),
            Ok(Entry::EgressAllowed { .. }) => recalled.cloud_allowed = true,
            Ok(Entry::Evidence(header)) => {
                let text = String::from_utf8_lossy(&journal.blob(header.sha256).await?).into_owned();
                case.pieces.push(Piece { header, text });
            }
            // What was deleted for the law's sake, and what a newer stanch wrote, is no evidence.
            Ok(_) | Err(_) => {}
        }
    }
    Ok(recalled)
}

impl Recalled<'_> {
    /// Keeps the pieces that were brought; the store numbers them.
    pub async fn keep(&self, pieces: &mut [Piece]) -> Result<(), Unkept> {
        for piece in pieces {
            self.journal.put_blob(piece.text.as_bytes()).await?;
            let entry = Entry::Evidence(piece.header.clone());
            let records = self.journal.append(self.stream, None, &[Draft::of(&entry)?]).await?;
            for record in records {
                if let Entry::Evidence(header) = record.entry()? {
                    piece.header = header;
                }
            }
        }
        Ok(())
    }

    /// Records what leaves, before it leaves.
    pub async fn leaves(&self, egress: &Egress, masked: u32) -> Result<(), Unkept> {
        let Egress { to, bytes, sha256 } = egress.clone();
        self.append(&Entry::Egress { to, bytes, sha256, masked }).await
    }

    /// Records that somebody allowed it, once.
    pub async fn allow(&mut self, to: &Safe) -> Result<(), Unkept> {
        if !self.cloud_allowed {
            self.append(&Entry::EgressAllowed { to: to.clone() }).await?;
            self.cloud_allowed = true;
        }
        Ok(())
    }

    /// Keeps an analysis: its bytes first, then the record that names them.
    pub async fn analysed(&self, analysis: &Analysis, summary: &Safe) -> Result<(), Unkept> {
        let bytes = serde_json::to_vec(analysis).map_err(Malformed::Entry)?;
        let sha256 = self.journal.put_blob(&bytes).await?;
        let (summary, confidence) = (summary.clone(), analysis.confidence.hundredths);
        self.append(&Entry::Analysed { sha256, summary, confidence }).await
    }

    async fn append(&self, entry: &Entry) -> Result<(), Unkept> {
        self.journal.append(self.stream, None, &[Draft::of(entry)?]).await?;
        Ok(())
    }
}
