//! Evidence and analyses: their bytes are kept before the record that names them.

use crate::{
    adapters::store::Journal,
    domain::{
        analysis::Analysis,
        digest::Digest,
        evidence::{Evidence, EvidenceNo},
        incident::Entry,
        journal::{Alias, Draft, Malformed},
        text::Safe,
    },
};

use super::{error::Error, read::find};

/// Adds evidence, whose bytes were redacted before they come here. The store numbers it.
pub async fn add_evidence(
    journal: &dyn Journal,
    alias: Alias,
    evidence: Evidence,
    bytes: &[u8],
) -> Result<Evidence, Error> {
    let (incident, stream) = find(journal, alias).await?;
    if incident.closed.is_some() {
        return Err(Error::Closed(alias));
    }
    let evidence = Evidence { sha256: journal.put_blob(bytes).await?, ..evidence };
    let records = journal.append(stream, None, &[Draft::of(&Entry::Evidence(evidence.clone()))?]).await?;
    match records.first().map(crate::domain::journal::Record::entry) {
        Some(Ok(Entry::Evidence(kept))) => Ok(kept),
        Some(Err(error)) => Err(error.into()),
        Some(Ok(_)) | None => Ok(evidence),
    }
}

/// A piece of evidence with its bytes.
pub async fn bytes_of(journal: &dyn Journal, alias: Alias, no: EvidenceNo) -> Result<(Evidence, Vec<u8>), Error> {
    let (incident, _) = find(journal, alias).await?;
    let found = incident.evidence.into_iter().find(|evidence| evidence.no == no);
    let evidence = found.ok_or(Error::NoEvidence { alias, no })?;
    let bytes = journal.blob(evidence.sha256).await?;
    Ok((evidence, bytes))
}

/// Records an analysis of an incident's evidence, with one line of what it says.
pub async fn record_analysis(
    journal: &dyn Journal,
    alias: Alias,
    analysis: &Analysis,
    summary: Safe,
) -> Result<Digest, Error> {
    let (_, stream) = find(journal, alias).await?;
    let bytes = serde_json::to_vec(analysis).map_err(Malformed::Entry)?;
    let sha256 = journal.put_blob(&bytes).await?;
    let entry = Entry::Analysed { sha256, summary, confidence: analysis.confidence.hundredths };
    journal.append(stream, None, &[Draft::of(&entry)?]).await?;
    Ok(sha256)
}

/// Records that a model which is not on this host may be asked about this incident.
pub async fn allow_cloud(journal: &dyn Journal, alias: Alias, to: Safe) -> Result<(), Error> {
    let (incident, stream) = find(journal, alias).await?;
    if !incident.cloud_allowed {
        journal.append(stream, None, &[Draft::of(&Entry::EgressAllowed { to })?]).await?;
    }
    Ok(())
}
