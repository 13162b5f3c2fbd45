//! Which findings a patch can be made of: those that are strong, on the diff that somebody brought.
//!
//! A symptom is paired with one change. Where a cluster's revisions and a repository say the same, that may be the revision, which names no
//! file that a patch could change: then the repository's change, which is about the same matter, is the one to mend.

use crate::domain::{
    analysis::Analysis,
    evidence::{EvidenceNo, Sort},
    finding::{Finding, Matter, Strength},
    incident::Incident,
};

/// The strong findings of an analysis, each with a change in a diff of files; the others are left out.
#[must_use]
pub fn mendable(incident: &Incident, analysis: &Analysis) -> Vec<Finding> {
    let is_brought = |no: EvidenceNo| incident.evidence.iter().any(|one| one.no == no && one.sort == Sort::Diff);
    let mut found: Vec<Finding> = Vec::new();
    for strong in analysis.findings.iter().filter(|finding| finding.strength == Strength::Strong) {
        let same = |other: &&Finding| other.rule == strong.rule && alike(strong.matter.as_ref(), other.matter.as_ref());
        let all = std::iter::once(strong).chain(analysis.findings.iter().filter(same));
        let places = all.filter_map(|finding| finding.change.as_ref());
        let Some(place) = places.into_iter().find(|place| is_brought(place.evidence)) else { continue };
        let mut finding = Finding { change: Some(place.clone()), ..strong.clone() };
        if !finding.evidence.contains(&place.evidence) {
            finding.evidence.insert(0, place.evidence);
        }
        if !found.iter().any(|known| known.change == finding.change) {
            found.push(finding);
        }
    }
    found
}

/// Whether two findings are about one thing; an image is sometimes told with its registry, and sometimes without.
fn alike(ours: Option<&Matter>, theirs: Option<&Matter>) -> bool {
    match (ours, theirs) {
        (Some(Matter::Image(ours)), Some(Matter::Image(theirs))) => {
            ours == theirs || ours.ends_with(&format!("/{theirs}")) || theirs.ends_with(&format!("/{ours}"))
        }
        (Some(ours), Some(theirs)) => ours == theirs,
        _ => false,
    }
}
