//! Fixes that an incident's newest analysis gives: what a strong finding mends by itself, and what a model wrote. Nothing is recorded.

use crate::{
    adapters::store::Journal,
    domain::{
        analysis::{Analysis, ModelUse},
        evidence::{EvidenceNo, Sort},
        finding::Finding,
        fix::Proposer,
        incident::Incident,
        journal::Alias,
        text::Safe,
    },
    logic::fix::{Mended, mend, mendable, relocated},
    ops::incident,
};

use super::{error::Error, propose::Proposal};

/// What may be proposed for an incident, that of the strongest finding first.
pub async fn suggest(journal: &dyn Journal, alias: Alias) -> Result<Vec<Proposal>, Error> {
    let incident = incident::show(journal, alias).await?;
    let Some(analysis) = &incident.analysis else { return Ok(Vec::new()) };
    let mut proposals: Vec<Proposal> = Vec::new();
    for finding in mendable(&incident, analysis) {
        let new = mended(journal, &incident, &finding).await?.map(|mended| mechanical(alias, mended));
        proposals.extend(new.filter(|new| !proposals.iter().any(|other| other.patch == new.patch)));
    }
    proposals.extend(written(alias, analysis));
    Ok(proposals)
}

/// The change taken back in the diff that names it, else in the first one that has the same line changed.
async fn mended(journal: &dyn Journal, incident: &Incident, finding: &Finding) -> Result<Option<Mended>, Error> {
    let Some(place) = &finding.change else { return Ok(None) };
    if let Some(diff) = diff(journal, incident, place.evidence).await? {
        return Ok(mend(finding, &diff));
    }
    for one in &incident.evidence {
        let Some(diff) = diff(journal, incident, one.no).await? else { continue };
        let mended = relocated(finding, one.no, &diff).and_then(|finding| mend(&finding, &diff));
        if mended.is_some() {
            return Ok(mended);
        }
    }
    Ok(None)
}

/// A diff of files, as it was brought. What was read from a cluster names no file that a patch could change.
async fn diff(journal: &dyn Journal, incident: &Incident, no: EvidenceNo) -> Result<Option<String>, Error> {
    let Some(found) = incident.evidence.iter().find(|one| one.no == no && one.sort == Sort::Diff) else {
        return Ok(None);
    };
    Ok(String::from_utf8(journal.blob(found.sha256).await?).ok())
}

fn mechanical(alias: Alias, mended: Mended) -> Proposal {
    Proposal {
        title: Some(mended.title),
        patch: mended.patch.into_bytes(),
        proposer: mended.proposer,
        incident: Some(alias),
        evidence: mended.evidence,
        why: mended.why,
    }
}

/// What a model wrote is a proposal like any other: it is read and checked when it is proposed.
fn written(alias: Alias, analysis: &Analysis) -> Option<Proposal> {
    let explanation = analysis.explanation.as_ref()?;
    let ModelUse::Used { name, .. } = &analysis.model else { return None };
    let mut text = explanation.patch.as_ref().filter(|patch| !patch.trim().is_empty())?.to_string();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let mut evidence: Vec<EvidenceNo> = explanation.claims.iter().flat_map(|claim| claim.evidence.clone()).collect();
    evidence.sort_unstable();
    evidence.dedup();
    Some(Proposal {
        title: Some(Safe::line(&explanation.suggested_fix)).filter(|title| !title.trim().is_empty()),
        patch: text.into_bytes(),
        proposer: Proposer::Model { name: name.clone() },
        incident: Some(alias),
        evidence,
        why: explanation.cause.clone(),
    })
}
