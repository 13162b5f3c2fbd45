//! From findings to a classification.

use serde::Serialize;

use crate::domain::{
    analysis::{Category, Classification, Complexity},
    finding::{Finding, Strength},
    severity::Severity,
    text::Safe,
    verdict::State,
};

use super::{components, kind};

/// What else is known of the rollout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Circumstances {
    /// `None` where no cluster was asked.
    pub state: Option<State>,
    /// Pods that serve, of how many are wanted.
    pub serving: Option<(u32, u32)>,
}

/// Classifies a failure. The first finding that has a type decides it; the others only add parts.
#[must_use]
pub fn classify(findings: &[Finding], around: &Circumstances) -> Classification {
    let decided = findings.iter().find_map(|finding| Some((finding, kind::of(finding)?)));
    let told: Vec<&Finding> = findings.iter().filter(|finding| finding.strength != Strength::Weak).collect();
    let (severity, why_severe) = severity(&told, around);
    let Some((finding, category)) = decided else {
        let reason = if told.is_empty() {
            "nothing that was given shows a failure"
        } else {
            "what was seen fits no single type of failure"
        };
        return Classification {
            category: None,
            severity,
            components: components::of(&told),
            complexity: Complexity::Manual,
            reason: Safe::line(&format!("{reason}; {why_severe}")),
        };
    };
    let complexity = complexity(finding, category, severity);
    let reason = format!("{} by {}: {}; {why_severe}", word(category), finding.rule, finding.summary);
    Classification {
        category: Some(category),
        severity,
        components: components::of(&told),
        complexity,
        reason: Safe::line(&reason),
    }
}

/// By what still serves, and by the worst finding.
fn severity(told: &[&Finding], around: &Circumstances) -> (Severity, String) {
    let worst = told.iter().map(|finding| finding.severity).min();
    let Some(worst) = worst else {
        let bad = around.state.is_some_and(State::is_bad);
        let why = if bad { "the rollout is bad, and nothing says why" } else { "nothing says that anything is wrong" };
        return (if bad { Severity::Medium } else { Severity::Info }, why.to_owned());
    };
    match around.serving {
        Some((0, wanted)) if wanted > 0 => (Severity::Critical, "no pod serves".to_owned()),
        // The old revision still answers: whatever is wrong with the new one, users do not see it yet.
        Some((ready, wanted)) if ready >= wanted && wanted > 0 => {
            (worst.max(Severity::Medium), format!("{ready} of {wanted} pods serve"))
        }
        Some((ready, wanted)) => (worst.max(Severity::High), format!("{ready} of {wanted} pods serve")),
        None => (worst, "how many pods serve was not given".to_owned()),
    }
}

/// What it takes: an undo that restores what was there is the least.
fn complexity(finding: &Finding, category: Category, severity: Severity) -> Complexity {
    let changed = finding.strength == Strength::Strong;
    match category {
        Category::Data if finding.rule.as_str() == "failed_migration" => {
            if severity == Severity::Critical {
                Complexity::Emergency
            } else {
                Complexity::Complex
            }
        }
        Category::Security => Complexity::Manual,
        // What the key held stands in no revision.
        _ if finding.rule.as_str() == "changed_configuration" => Complexity::Manual,
        Category::Data | Category::Network | Category::Infrastructure | Category::Timing | Category::Dependency
            if !changed =>
        {
            Complexity::Manual
        }
        _ if changed => Complexity::SemiAutomatic,
        _ => Complexity::Manual,
    }
}

fn word(category: Category) -> &'static str {
    match category {
        Category::Infrastructure => "infrastructure",
        Category::Configuration => "configuration",
        Category::Dependency => "dependency",
        Category::Resource => "resource",
        Category::Application => "application",
        Category::Data => "data",
        Category::Security => "security",
        Category::Network => "network",
        Category::Timing => "timing",
        Category::HumanError => "human error",
    }
}
