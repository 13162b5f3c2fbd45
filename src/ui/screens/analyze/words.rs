//! What things are called on this screen.

use serde::Serialize;

use crate::domain::{
    claim::Standing,
    evidence::{Evidence, Place, Sort},
    finding::Strength,
    incident::Incident,
    severity::Severity,
};

/// The groups of inputs, the ones that are named even where there is none first.
pub const GROUPS: [(&str, &[Sort]); 7] = [
    ("diff", &[Sort::Diff, Sort::RevisionDiff]),
    ("runtime", &[Sort::RuntimeLog]),
    ("pipeline", &[Sort::PipelineLog]),
    ("events", &[Sort::Events]),
    ("pods", &[Sort::Status]),
    ("manifest", &[Sort::Manifest]),
    ("marked", &[Sort::Mark]),
];

/// How many of the groups are named even where there is nothing of them.
pub const EXPECTED: usize = 3;

/// The evidence of a group.
pub fn of_group<'a>(incident: &'a Incident, sorts: &'a [Sort]) -> impl Iterator<Item = &'a Evidence> {
    incident.evidence.iter().filter(|one| sorts.contains(&one.sort))
}

#[must_use]
pub fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Diff => "diff",
        Sort::RevisionDiff => "revision diff",
        Sort::RuntimeLog => "runtime log",
        Sort::PipelineLog => "pipeline log",
        Sort::Events => "events",
        Sort::Status => "pods",
        Sort::Manifest => "manifest",
        Sort::Mark => "marked",
    }
}

/// What a fault of this sort can do at its worst. It is not called a severity: that is what a rollout suffers now, and what somebody has to
/// answer in time.
#[must_use]
pub fn risk(severity: Severity) -> String {
    format!("risk {}", severity.word())
}

#[must_use]
pub fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Strong => "STRONG",
        Strength::Medium => "medium",
        Strength::Weak => "weak",
    }
}

#[must_use]
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Verified => "verified",
        Standing::Unsupported => "unsupported",
        Standing::Contradicted => "CONTRADICTED",
    }
}

/// As records spell it: `human error`.
#[must_use]
pub fn spelled(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or("unknown").replace('_', " ")
}

/// `E3 chart/values.yaml:18`, or the line of the evidence itself.
#[must_use]
pub fn place(place: &Place) -> String {
    let file = match (&place.file, place.file_line, &place.function) {
        (Some(file), Some(line), _) => format!("{file}:{line}"),
        (Some(file), None, Some(function)) => format!("{file} {function}"),
        (Some(file), None, None) => file.to_string(),
        (None, ..) => format!("L{}", place.line),
    };
    format!("{} {file}", place.evidence)
}

/// Secrets that were masked on the way in.
#[must_use]
pub fn masked(incident: &Incident) -> u64 {
    let told = incident.evidence.iter().flat_map(|one| &one.cut).filter(|cut| cut.ends_with("masked"));
    told.filter_map(|cut| cut.split(' ').next()?.parse::<u64>().ok()).sum()
}

/// What is not in the evidence for another reason.
pub fn cut(incident: &Incident) -> impl Iterator<Item = String> {
    incident.evidence.iter().flat_map(|one| {
        one.cut.iter().filter(|cut| !cut.ends_with("masked")).map(move |cut| format!("{}: {cut}", one.no))
    })
}

#[must_use]
pub fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
