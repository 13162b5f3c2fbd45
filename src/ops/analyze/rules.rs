//! What rules alone say: always first, and what stands when everything else fails.

use jiff::Timestamp;

use crate::{
    domain::{
        analysis::{Analysis, ModelUse},
        finding::Strength,
    },
    logic::{
        categorize::classify,
        detect::detect_with,
        verify::{Answered, confidence},
    },
};

use super::intake::{Case, Piece};

/// Applies every rule to a case.
#[must_use]
pub fn rules(case: &Case, at: Timestamp) -> Analysis {
    let materials: Vec<_> = case.pieces.iter().map(Piece::read).collect();
    let detection = detect_with(&materials, &case.patterns);
    Analysis {
        at,
        environment: case.environment,
        classification: classify(&detection.findings, &case.around),
        confidence: confidence(&detection.findings, Answered::NotAsked),
        findings: detection.findings,
        quiet: detection.quiet,
        model: ModelUse::Off,
        explanation: None,
    }
}

/// Whether something was found: something that failed, or a change that rules know to make things fail.
#[must_use]
pub fn is_found(analysis: &Analysis) -> bool {
    let severe = |strength| !matches!(strength, Strength::Weak);
    analysis.findings.iter().any(|finding| severe(finding.strength) || finding.change.is_some())
}
