//! What to do next, and what else it could be, from findings alone: where no model said it, somebody at night still has to begin.

use crate::domain::{
    evidence::Place,
    finding::{Finding, Strength},
    text::Safe,
};

/// Other explanations that are told.
const OTHERS: usize = 3;

/// What to do, the first thing first.
#[must_use]
pub fn next_steps(findings: &[Finding]) -> Vec<Safe> {
    let steps = match findings.first() {
        Some(finding) if finding.strength == Strength::Strong => explained(finding),
        Some(finding) if finding.strength == Strength::Medium => unexplained(finding),
        Some(finding) => {
            let mut steps = vec![
                "bring what failed: the log of a failing pod, before its last restart too, and its events".to_owned(),
            ];
            steps.extend(
                finding.change.as_ref().map(|change| format!("read {} with that in hand", whereabouts(change))),
            );
            steps
        }
        None => vec![
            "bring more: the log of a failing pod, before its last restart too, its events, and the diff of the deploy"
                .to_owned(),
        ],
    };
    steps.iter().map(|step| Safe::line(step)).collect()
}

/// A change and what came of it are known: take it back, mend it, see that it is over.
fn explained(finding: &Finding) -> Vec<String> {
    let mut steps = Vec::new();
    if let Some(change) = &finding.change {
        steps.push(format!("stop the damage: undo the rollout, which brought {}", whereabouts(change)));
    }
    steps.push(format!("then mend it: {}", lower(&finding.remedy)));
    if let Some(symptom) = &finding.symptom {
        let text: String = symptom.text.chars().take(120).collect();
        steps.push(format!("it is over when new pods no longer say: {}", text.trim()));
    }
    steps
}

fn unexplained(finding: &Finding) -> Vec<String> {
    let mut steps = Vec::new();
    if let Some(symptom) = &finding.symptom {
        let file =
            symptom.file.as_ref().map(|_| format!(", which points at {}", whereabouts(symptom))).unwrap_or_default();
        steps.push(format!("read {} line {}{file}", symptom.evidence, symptom.line));
    }
    steps.push("bring the change that went out: a diff, a repository's range, or the two revisions".to_owned());
    steps.push(lower(&finding.remedy));
    steps
}

/// Findings that may be it instead; the same place is told once, and changes alone are no explanation.
#[must_use]
pub fn alternatives(findings: &[Finding]) -> Vec<Safe> {
    let others = findings.iter().skip(1).filter(|finding| finding.strength != Strength::Weak);
    others.take(OTHERS).map(|finding| finding.summary.clone()).collect()
}

/// `deploy/checkout.yaml line 14`
fn whereabouts(place: &Place) -> String {
    let file = place.file.as_ref().map_or_else(|| place.evidence.to_string(), ToString::to_string);
    place.file_line.map_or(file.clone(), |line| format!("{file} line {line}"))
}

/// Mid-sentence; a name in capitals stays one.
fn lower(text: &Safe) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => text.to_string(),
    }
}
