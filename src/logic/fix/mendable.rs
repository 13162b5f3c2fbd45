//! Which findings a patch can be made of: those that are strong, on the diff that somebody brought.
//!
//! A symptom is paired with one change. Where a cluster's revisions and a repository say the same, that may be the revision, which names no
//! file that a patch could change: then the repository's change, which is about the same matter, is the one to mend.

use crate::{
    domain::{
        analysis::Analysis,
        evidence::{EvidenceNo, Place, Sort},
        finding::{Finding, Matter, Strength},
        incident::Incident,
        text::Safe,
    },
    logic::evidence::{Patch, Side},
};

/// The strong findings of an analysis that a diff of files may mend. Where only the words of the change can tell which of its lines that is,
/// [`relocated`] finds it.
#[must_use]
pub fn mendable(incident: &Incident, analysis: &Analysis) -> Vec<Finding> {
    let is_brought = |no: EvidenceNo| incident.evidence.iter().any(|one| one.no == no && one.sort == Sort::Diff);
    let mut found: Vec<Finding> = Vec::new();
    for strong in analysis.findings.iter().filter(|finding| finding.strength == Strength::Strong) {
        let same = |other: &&Finding| other.rule == strong.rule && alike(strong.matter.as_ref(), other.matter.as_ref());
        let all = std::iter::once(strong).chain(analysis.findings.iter().filter(same));
        let places = all.filter_map(|finding| finding.change.as_ref());
        let Some(place) = places.into_iter().find(|place| is_brought(place.evidence)) else {
            let is_plain = matches!(strong.matter, Some(Matter::Variable(_) | Matter::Image(_) | Matter::Limit(_)));
            let has_diff = incident.evidence.iter().any(|one| one.sort == Sort::Diff);
            found.extend((is_plain && has_diff && strong.change.is_some()).then(|| strong.clone()));
            continue;
        };
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

/// The finding with its change in another diff, which has the very same line changed; `None` where it has not.
#[must_use]
pub fn relocated(finding: &Finding, no: EvidenceNo, diff: &str) -> Option<Finding> {
    let wanted = words(&finding.change.as_ref()?.text);
    let patch = Patch::read(diff);
    let lines = patch.files.iter().flat_map(|file| file.hunks.iter().map(move |hunk| (file, hunk)));
    let mut lines = lines.flat_map(|(file, hunk)| hunk.lines.iter().map(move |line| (file, line)));
    let (file, line) = lines.find(|(_, line)| line.side != Side::Context && words(line.text) == wanted)?;
    let place = Place {
        evidence: no,
        line: line.at,
        file: Some(Safe::line(file.path())),
        file_line: line.number(),
        function: None,
        text: Safe::line(line.text),
    };
    let evidence = std::iter::once(no).chain(finding.evidence.iter().copied().filter(|one| *one != no)).collect();
    Some(Finding { change: Some(place), evidence, ..finding.clone() })
}

/// A line without its sign, its indent and the dash of its list.
fn words(line: &str) -> &str {
    line.trim_start_matches(['+', '-']).trim().trim_start_matches("- ").trim()
}
