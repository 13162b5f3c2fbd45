//! The JSON of `stanch analyze --json`: the fields of the analyzer that it takes the place of (A4), and what stanch adds. Keys are only
//! ever added; what is absent is null.

use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

use crate::domain::{
    analysis::{Analysis, Category, Classification, Complexity, Component, Explanation, ModelUse},
    claim::{Claim, Standing},
    environment::Environment,
    evidence::{Evidence, EvidenceNo, Place, Sort},
    finding::{Finding, Strength},
    severity::Severity,
    text::Safe,
};
use crate::logic::categorize::{alternatives, next_steps};

use super::{intake::Case, rules::is_found};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// Whether something was found.
    pub success: bool,
    pub summary: Safe,
    pub root_cause: Option<Safe>,
    pub affected_file: Option<Safe>,
    pub affected_line: Option<Spot>,
    pub impact: Option<Safe>,
    /// 0 to 1, computed; never what a model says of itself.
    pub confidence: f64,
    pub confidence_how: Safe,
    pub suggested_fix: Safe,
    pub detected_patterns: BTreeMap<Safe, Pattern>,
    pub deployment_env: Environment,
    pub timestamp: Timestamp,
    pub category: Option<Category>,
    pub severity: Severity,
    pub components: Vec<Component>,
    pub complexity: Complexity,
    pub reason: Safe,
    pub findings: Vec<Row>,
    pub claims: Vec<ClaimRow>,
    pub alternatives: Vec<Safe>,
    pub next_steps: Vec<Safe>,
    pub technical_details: Option<Safe>,
    /// Whether a model was asked and its answer cannot be used.
    pub fallback_mode: bool,
    pub ai_error: Option<Safe>,
    pub model: ModelUse,
    /// The model's own words, whatever became of its claims.
    pub model_says: Option<Spoken>,
    /// What the model says of its own confidence, in percent: shown, never used.
    pub model_confidence: Option<u8>,
    pub evidence: Vec<EvidenceRow>,
    /// Rules that looked and found nothing.
    pub quiet: Vec<Safe>,
    /// Places that were masked before anything was kept or sent.
    pub masked: u32,
}

/// A line, or the function where no line is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Spot {
    Line(u64),
    Function(Safe),
}

/// What one rule matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pattern {
    pub matches: Vec<String>,
    pub impact: Safe,
    pub severity: Severity,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    pub rule: Safe,
    pub severity: Severity,
    pub strength: Strength,
    pub summary: Safe,
    /// Where the change is.
    #[serde(rename = "where")]
    pub change: Option<Place>,
    pub symptom: Option<Place>,
    pub pod: Option<Safe>,
    pub evidence: Vec<EvidenceNo>,
}

/// One claim of the model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimRow {
    pub text: Safe,
    pub evidence: Vec<EvidenceNo>,
    pub verdict: Standing,
    pub how: Safe,
}

/// What the model says in sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spoken {
    pub summary: Safe,
    pub cause: Safe,
    pub impact: Safe,
    pub suggested_fix: Safe,
    pub alternatives: Vec<Safe>,
    pub next_steps: Vec<Safe>,
}

/// One piece of evidence, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceRow {
    pub id: EvidenceNo,
    pub sort: Sort,
    pub title: Safe,
    pub lines: u64,
    pub cut: Vec<Safe>,
    pub sha256: String,
}

impl Document {
    #[must_use]
    pub fn new(case: &Case, analysis: &Analysis, masked: u32) -> Self {
        let Classification { category, severity, components, complexity, reason } = analysis.classification.clone();
        let first = analysis.findings.first();
        let model = Words::of(analysis);
        let spoken = analysis.explanation.as_ref();
        // Nobody is told to do what rests on nothing.
        let held = spoken.filter(|spoken| spoken.holds());
        let failed = match &analysis.model {
            ModelUse::Failed { why, .. } => Some(why.clone()),
            ModelUse::Off | ModelUse::Used { .. } | ModelUse::NotAllowed { .. } => None,
        };
        let place = first.and_then(|finding| finding.change.as_ref().or(finding.symptom.as_ref()));
        Self {
            success: is_found(analysis),
            summary: model.summary,
            root_cause: model.cause,
            affected_file: place.and_then(|place| place.file.clone()),
            affected_line: place.and_then(spot),
            impact: model.impact,
            confidence: f64::from(analysis.confidence.hundredths) / 100.0,
            confidence_how: analysis.confidence.how.clone(),
            suggested_fix: model.fix,
            detected_patterns: patterns(case, &analysis.findings),
            deployment_env: analysis.environment,
            timestamp: analysis.at,
            category,
            severity,
            components,
            complexity,
            reason,
            findings: analysis.findings.iter().map(row).collect(),
            claims: spoken.map(|spoken| spoken.claims.iter().map(claim).collect()).unwrap_or_default(),
            alternatives: first_said(held.map(|held| &held.alternatives), || alternatives(&analysis.findings)),
            next_steps: first_said(held.map(|held| &held.next_steps), || next_steps(&analysis.findings)),
            technical_details: held.and_then(|held| held.technical_details.clone()).or_else(|| details(first)),
            fallback_mode: failed.is_some(),
            ai_error: failed,
            model: analysis.model.clone(),
            model_says: spoken.map(said),
            model_confidence: spoken.and_then(|spoken| spoken.own_confidence),
            evidence: case.pieces.iter().map(|piece| evidence(&piece.header)).collect(),
            quiet: analysis.quiet.clone(),
            masked,
        }
    }
}

/// The model's, or what follows from findings where it said nothing.
fn first_said(spoken: Option<&Vec<Safe>>, found: impl FnOnce() -> Vec<Safe>) -> Vec<Safe> {
    spoken.filter(|spoken| !spoken.is_empty()).cloned().unwrap_or_else(found)
}

/// Both places of a finding, word for word.
fn details(finding: Option<&Finding>) -> Option<Safe> {
    let finding = finding?;
    let places = finding.change.iter().chain(&finding.symptom);
    let told = places.map(|place| format!("{} line {}: {}", place.evidence, place.line, place.text.trim()));
    Some(Safe::line(&told.collect::<Vec<_>>().join("; ")))
}

/// What is said: the rules' words where a change and a symptom agree, which nobody rephrases; else the model's where its claims hold.
struct Words {
    summary: Safe,
    cause: Option<Safe>,
    impact: Option<Safe>,
    fix: Safe,
}

impl Words {
    fn of(analysis: &Analysis) -> Self {
        let first = analysis.findings.first();
        let strong = first.is_some_and(|first| first.strength == Strength::Strong);
        let spoken = analysis.explanation.as_ref().filter(|spoken| spoken.holds() && !strong);
        let or = |said: Option<&Safe>, rules: Option<Safe>| said.filter(|said| !said.is_empty()).cloned().or(rules);
        let nothing = || Safe::line(&format!("nothing found: {}", analysis.classification.reason));
        let manual = || Safe::from_static("manual investigation required");
        Self {
            summary: or(spoken.map(|s| &s.summary), first.map(|f| f.summary.clone())).unwrap_or_else(nothing),
            cause: or(spoken.map(|s| &s.cause), first.map(|f| f.summary.clone())),
            impact: or(spoken.map(|s| &s.impact), first.map(|f| f.impact.clone())),
            fix: or(spoken.map(|s| &s.suggested_fix), first.map(|f| f.remedy.clone())).unwrap_or_else(manual),
        }
    }
}

fn spot(place: &Place) -> Option<Spot> {
    place.file_line.map(Spot::Line).or_else(|| place.function.clone().map(Spot::Function))
}

fn row(finding: &Finding) -> Row {
    Row {
        rule: finding.rule.clone(),
        severity: finding.severity,
        strength: finding.strength,
        summary: finding.summary.clone(),
        change: finding.change.clone(),
        symptom: finding.symptom.clone(),
        pod: finding.pod.clone(),
        evidence: finding.evidence.clone(),
    }
}

fn said(explanation: &Explanation) -> Spoken {
    let Explanation { summary, cause, impact, suggested_fix, alternatives, next_steps, .. } = explanation.clone();
    Spoken { summary, cause, impact, suggested_fix, alternatives, next_steps }
}

fn claim(claim: &Claim) -> ClaimRow {
    let Claim { text, evidence, verdict, how, .. } = claim.clone();
    ClaimRow { text, evidence, verdict, how }
}

fn evidence(header: &Evidence) -> EvidenceRow {
    EvidenceRow {
        id: header.no,
        sort: header.sort,
        title: header.title.clone(),
        lines: header.lines,
        cut: header.cut.clone(),
        sha256: header.sha256.to_string(),
    }
}

fn patterns(case: &Case, findings: &[Finding]) -> BTreeMap<Safe, Pattern> {
    let mut found: BTreeMap<Safe, Pattern> = BTreeMap::new();
    for finding in findings {
        let pattern = found.entry(finding.rule.clone()).or_insert_with(|| Pattern {
            matches: Vec::new(),
            impact: finding.impact.clone(),
            severity: finding.severity,
        });
        pattern.severity = pattern.severity.min(finding.severity);
        let places = finding.change.iter().chain(&finding.symptom);
        pattern
            .matches
            .extend(places.map(|place| format!("in {}: {}", source(case, place.evidence), place.text.trim())));
    }
    found
}

/// Where a match was seen, as people call it.
fn source(case: &Case, no: EvidenceNo) -> &'static str {
    let sort = case.pieces.iter().find(|piece| piece.header.no == no).map(|piece| piece.header.sort);
    match sort {
        Some(Sort::Diff) => "the diff",
        Some(Sort::RevisionDiff) => "the diff of two revisions",
        Some(Sort::Configuration) => "the pods' configuration",
        Some(Sort::RuntimeLog) => "the runtime log",
        Some(Sort::PipelineLog) => "the pipeline log",
        Some(Sort::Events) => "the events",
        Some(Sort::Status) => "the pods' status",
        Some(Sort::Manifest) => "the manifest",
        Some(Sort::Mark) | None => "what was marked",
    }
}
