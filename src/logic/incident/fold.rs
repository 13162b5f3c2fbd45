//! An incident as its records say that it is.

use crate::domain::{
    digest::Digest,
    incident::{Entry, Incident, Note},
    journal::{Alias, Malformed, Record},
};

/// The incident of a stream, and the blob that holds its newest analysis, which only the store can give. `None` where the stream does not
/// begin with an opening.
pub fn fold(alias: Alias, records: &[Record]) -> Result<Option<(Incident, Option<Digest>)>, Malformed> {
    let Some((first, rest)) = records.split_first() else { return Ok(None) };
    let Entry::Opened { title, severity, about } = first.entry()? else { return Ok(None) };
    let mut incident = Incident {
        alias,
        title,
        severity,
        about,
        opened_by: first.actor.clone(),
        opened_us: first.at_us,
        closed: None,
        evidence: Vec::new(),
        analysis: None,
        notes: Vec::new(),
        linked: Vec::new(),
        cloud_allowed: false,
    };
    let mut analysis = None;
    for record in rest {
        match record.entry()? {
            Entry::Closed { reason } => {
                // The first reason is the one that closed it.
                incident.closed.get_or_insert(reason);
            }
            Entry::Linked { alias } if !incident.linked.contains(&alias) => incident.linked.push(alias),
            Entry::Note { text } => {
                incident.notes.push(Note { at_us: record.at_us, by: record.actor.clone(), text });
            }
            Entry::Evidence(evidence) => incident.evidence.push(evidence),
            Entry::Analysed { sha256, .. } => analysis = Some(sha256),
            Entry::EgressAllowed { .. } => incident.cloud_allowed = true,
            Entry::Opened { .. } | Entry::Linked { .. } | Entry::Egress { .. } => {}
        }
    }
    Ok(Some((incident, analysis)))
}
