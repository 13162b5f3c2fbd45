//! What people write down about an incident.

use crate::{
    adapters::store::Journal,
    domain::{
        incident::{Entry, Incident, Place},
        journal::{Alias, Draft, Subject},
        severity::Severity,
        text::Safe,
    },
};

use super::{error::Error, read::find};

/// Opens an incident.
pub async fn open(
    journal: &dyn Journal,
    title: Safe,
    severity: Severity,
    about: Option<Place>,
) -> Result<Incident, Error> {
    said(&title, "a title")?;
    let drafts = [Draft::of(&Entry::Opened { title, severity, about })?];
    let (alias, _, _) = journal.open_stream(Subject::Incident, &drafts).await?;
    Ok(find(journal, alias).await?.0)
}

/// Adds a note, also to an incident that is closed: what was learned later belongs to it.
pub async fn note(journal: &dyn Journal, alias: Alias, text: Safe) -> Result<Incident, Error> {
    said(&text, "a note")?;
    let (_, stream) = find(journal, alias).await?;
    journal.append(stream, None, &[Draft::of(&Entry::Note { text })?]).await?;
    Ok(find(journal, alias).await?.0)
}

/// Closes an incident. One that is closed stays as it is.
pub async fn close(journal: &dyn Journal, alias: Alias, reason: Safe) -> Result<Incident, Error> {
    said(&reason, "a reason")?;
    let (incident, stream) = find(journal, alias).await?;
    if incident.closed.is_some() {
        return Ok(incident);
    }
    journal.append(stream, None, &[Draft::of(&Entry::Closed { reason })?]).await?;
    Ok(find(journal, alias).await?.0)
}

/// Ties a walk or a fix to an incident; said twice it is recorded once.
pub async fn link(journal: &dyn Journal, alias: Alias, other: Alias) -> Result<(), Error> {
    let (incident, stream) = find(journal, alias).await?;
    if !incident.linked.contains(&other) {
        journal.append(stream, None, &[Draft::of(&Entry::Linked { alias: other })?]).await?;
    }
    Ok(())
}

fn said(text: &Safe, what: &'static str) -> Result<(), Error> {
    if text.trim().is_empty() { Err(Error::Empty(what)) } else { Ok(()) }
}
