//! Incidents as the journal has them.

use crate::{
    adapters::store::Journal,
    domain::{
        digest::Digest,
        incident::Incident,
        journal::{Alias, Malformed, Subject, Ulid},
    },
    logic::incident::fold,
};

use super::error::Error;

/// One incident without its analysis, and its stream.
pub async fn find(journal: &dyn Journal, alias: Alias) -> Result<(Incident, Ulid), Error> {
    let (incident, _, stream) = read(journal, alias).await?;
    Ok((incident, stream))
}

/// All incidents, the oldest first, without their analyses.
pub async fn list(journal: &dyn Journal) -> Result<Vec<Incident>, Error> {
    let mut incidents = Vec::new();
    for (alias, stream) in journal.list(Subject::Incident).await? {
        incidents.extend(fold(alias, &journal.stream(stream).await?)?.map(|(incident, _)| incident));
    }
    Ok(incidents)
}

/// One incident with its newest analysis.
pub async fn show(journal: &dyn Journal, alias: Alias) -> Result<Incident, Error> {
    let (mut incident, analysis, _) = read(journal, alias).await?;
    if let Some(digest) = analysis {
        let bytes = journal.blob(digest).await?;
        incident.analysis = Some(serde_json::from_slice(&bytes).map_err(Malformed::Entry)?);
    }
    Ok(incident)
}

async fn read(journal: &dyn Journal, alias: Alias) -> Result<(Incident, Option<Digest>, Ulid), Error> {
    if alias.subject() != Subject::Incident {
        return Err(Error::NoIncident(alias));
    }
    let stream = journal.find(alias).await?;
    let (incident, analysis) = fold(alias, &journal.stream(stream).await?)?.ok_or(Error::NoIncident(alias))?;
    Ok((incident, analysis, stream))
}
