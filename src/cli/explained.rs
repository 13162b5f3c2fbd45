//! An analysis as lines of text.

use crate::{
    domain::{analysis::ModelUse, claim::Standing, evidence::Place, finding::Strength},
    ops::analyze::Document,
};

/// The lines of `stanch analyze`.
#[must_use]
pub fn explained(document: &Document) -> Vec<String> {
    let mut lines = vec![document.summary.to_string()];
    let hundredths = (document.confidence * 100.0).round();
    lines.push(format!("confidence  {hundredths:.0} %  ({})", document.confidence_how));
    lines.push(format!("severity    {}", document.severity.word()));
    lines.push(format!("why         {}", document.reason));
    if let Some(impact) = &document.impact {
        lines.push(format!("impact      {impact}"));
    }
    lines.push(format!("fix         {}", document.suggested_fix));
    lines.extend(findings(document));
    lines.extend(model(document));
    if document.masked > 0 {
        lines.push(format!("masked      {} secrets", document.masked));
    }
    lines
}

fn findings(document: &Document) -> impl Iterator<Item = String> {
    document.findings.iter().flat_map(|finding| {
        let strength = match finding.strength {
            Strength::Strong => "STRONG",
            Strength::Medium => "MEDIUM",
            Strength::Weak => "weak",
        };
        let head = format!("{strength:<7} {} {}: {}", finding.severity.word(), finding.rule, finding.summary);
        let place =
            |what: &str, place: &Option<Place>| place.as_ref().map(|place| format!("        {what} {}", told(place)));
        [Some(head), place("change ", &finding.change), place("symptom", &finding.symptom)].into_iter().flatten()
    })
}

fn told(place: &Place) -> String {
    let file = place.file.as_ref().map(|file| {
        let line = place.file_line.map(|line| format!(":{line}")).unwrap_or_default();
        format!(" {file}{line}")
    });
    format!("{} line {}{}: {}", place.evidence, place.line, file.unwrap_or_default(), place.text.trim())
}

fn model(document: &Document) -> Vec<String> {
    let mut lines = Vec::new();
    match &document.model {
        ModelUse::Off => {}
        ModelUse::Used { name, prompt } => lines.push(format!("model       {name} ({prompt})")),
        ModelUse::Failed { name, why, .. } => {
            lines.push(format!("model       {name}: {why}; analysis completed in fallback mode"));
        }
        ModelUse::NotAllowed { name } => lines.push(format!("model       {name}: not asked")),
    }
    if let Some(says) = &document.model_says {
        let words = [
            ("summary", &says.summary),
            ("cause", &says.cause),
            ("impact", &says.impact),
            ("fix", &says.suggested_fix),
        ];
        let words = words.iter().filter(|(_, text)| !text.trim().is_empty());
        lines.extend(words.map(|(what, text)| format!("model says  {what}: {text}")));
    }
    for claim in &document.claims {
        let verdict = match claim.verdict {
            Standing::Verified => "verified",
            Standing::Unsupported => "unsupported",
            Standing::Contradicted => "CONTRADICTED",
        };
        let evidence: Vec<String> = claim.evidence.iter().map(ToString::to_string).collect();
        lines.push(format!("{verdict:<12} {} [{}] {}", claim.text, evidence.join(" "), claim.how));
    }
    let says = document.model_says.as_ref();
    let label = |is_spoken: bool| if is_spoken { "model: " } else { "" };
    let or = label(says.is_some_and(|says| says.alternatives == document.alternatives));
    let next = label(says.is_some_and(|says| says.next_steps == document.next_steps));
    lines.extend(document.alternatives.iter().map(|text| format!("{:<12}{text}", format!("{or}or"))));
    lines.extend(document.next_steps.iter().map(|text| format!("{:<12}{text}", format!("{next}next"))));
    if let Some(own) = document.model_confidence {
        lines.push(format!("model said  {own} % of itself (not used)"));
    }
    lines
}
