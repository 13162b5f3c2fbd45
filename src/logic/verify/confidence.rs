//! How sure one may be of a cause: from what rules found and what of the model's claims was verified.

use crate::domain::{
    analysis::Confidence,
    claim::{Claim, Standing},
    finding::{Finding, Strength},
    severity::Severity,
    text::Safe,
};

/// What became of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered<'a> {
    /// It was not asked.
    NotAsked,
    /// It was asked, and nothing of it can be used (A11).
    Failed,
    Claims(&'a [Claim]),
}

/// What claims can add, when all of them are verified.
const CLAIMS: usize = 25;
/// What a verified claim adds that rests on the evidence of the strongest finding.
const AGREES: u8 = 5;
/// What a contradicted claim takes.
const CONTRADICTED: u8 = 10;

/// Computes it, in hundredths, and says how.
#[must_use]
pub fn confidence(findings: &[Finding], answered: Answered<'_>) -> Confidence {
    let strongest = findings.first();
    let (rules, word) = match strongest.map(|finding| finding.strength) {
        Some(Strength::Strong) => (70, "rules STRONG"),
        Some(Strength::Medium) => (45, "rules MEDIUM"),
        Some(Strength::Weak) => (25, "rules WEAK"),
        None => (20, "rules found nothing"),
    };
    let told = |hundredths: u8, how: String| Confidence { hundredths: hundredths.min(95), how: Safe::line(&how) };
    match answered {
        Answered::NotAsked => told(rules, word.to_owned()),
        Answered::Failed => {
            // A critical pattern, one that was seen to fail: a change alone says nothing of the kind.
            let critical = findings.iter().any(|f| f.severity == Severity::Critical && f.strength != Strength::Weak);
            let strong = strongest.is_some_and(|finding| finding.strength == Strength::Strong);
            let (hundredths, why) =
                if critical || strong { (60, "a critical pattern") } else { (30, "no critical pattern") };
            told(hundredths, format!("{word}, model failed: {why}"))
        }
        Answered::Claims(claims) => with_claims(rules, word, strongest, claims),
    }
}

fn with_claims(rules: u8, word: &str, strongest: Option<&Finding>, claims: &[Claim]) -> Confidence {
    let count = |standing| claims.iter().filter(|claim| claim.verdict == standing).count();
    let (verified, contradicted) = (count(Standing::Verified), count(Standing::Contradicted));
    let share = u8::try_from(CLAIMS * verified / claims.len().max(1)).unwrap_or_default();
    let agrees = strongest.is_some_and(|finding| {
        let same = |claim: &&Claim| claim.evidence.iter().any(|no| finding.evidence.contains(no));
        claims.iter().filter(|claim| claim.verdict == Standing::Verified).any(|claim| same(&claim))
    });
    let mut how = format!("{word} + {verified}/{} claims", claims.len());
    let mut hundredths = rules + share;
    if agrees {
        hundredths += AGREES;
        how.push_str(" + same evidence");
    }
    if contradicted > 0 {
        let taken = u8::try_from(contradicted).unwrap_or(u8::MAX).saturating_mul(CONTRADICTED).min(20);
        // What a model gets wrong says something of the model, and nothing of what rules saw.
        hundredths = hundredths.saturating_sub(taken).max(rules);
        how.extend([" - ", &contradicted.to_string(), " contradicted"]);
    }
    Confidence { hundredths: hundredths.min(95), how: Safe::line(&how) }
}
