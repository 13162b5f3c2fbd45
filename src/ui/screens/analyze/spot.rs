//! Places in the evidence that findings and claims rest on.

use crate::domain::{
    analysis::Analysis,
    claim::Claim,
    evidence::{EvidenceNo, Place},
    incident::Incident,
    text::Safe,
};

/// One place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub no: EvidenceNo,
    /// Counted from 1; `None` where only the text is known, or nothing.
    pub line: Option<u64>,
    pub text: Option<Safe>,
}

impl Spot {
    #[must_use]
    pub fn of(place: &Place) -> Self {
        Self { no: place.evidence, line: Some(place.line), text: Some(place.text.clone()) }
    }

    /// What a claim cites, one for each piece of evidence.
    pub fn of_claim(claim: &Claim) -> impl Iterator<Item = Self> {
        claim.evidence.iter().map(|no| Self { no: *no, line: None, text: claim.quotes.first().cloned() })
    }

    /// Its line among the evidence's lines, counted from 0.
    #[must_use]
    pub fn find(&self, lines: &[Safe]) -> Option<usize> {
        let numbered = self.line.and_then(|line| usize::try_from(line).ok()?.checked_sub(1));
        numbered.filter(|at| *at < lines.len()).or_else(|| {
            let text = self.text.as_ref()?.trim();
            let first = text.lines().next().filter(|text| !text.is_empty())?;
            lines.iter().position(|line| line.contains(first))
        })
    }
}

/// All places, those of the strongest finding first; what nothing rests on comes last, whole.
#[must_use]
pub fn spots(incident: &Incident, analysis: Option<&Analysis>) -> Vec<Spot> {
    let findings = analysis.iter().flat_map(|analysis| &analysis.findings);
    let places = findings.flat_map(|finding| finding.change.iter().chain(&finding.symptom)).map(Spot::of);
    let explained = analysis.and_then(|analysis| analysis.explanation.as_ref());
    let claimed = explained.iter().flat_map(|said| &said.claims).flat_map(Spot::of_claim);
    let mut all: Vec<Spot> = Vec::new();
    for spot in places.chain(claimed) {
        if !all.contains(&spot) && incident.evidence.iter().any(|one| one.no == spot.no) {
            all.push(spot);
        }
    }
    for evidence in &incident.evidence {
        if !all.iter().any(|spot| spot.no == evidence.no) {
            all.push(Spot { no: evidence.no, line: None, text: None });
        }
    }
    all
}
