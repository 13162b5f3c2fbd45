//! What holds: the score and how it was computed, what follows, and every claim with its verdict.

use crate::{
    domain::{
        analysis::{Analysis, Band},
        claim::{Claim, Standing},
    },
    logic::{
        categorize::next_steps,
        strategy::{Failure, choose},
    },
    ui::{
        screens::analyze::{
            row::{Row, paragraph},
            sight::Sight,
            spot::Spot,
            words,
        },
        theme::Role,
        widgets::Phrase,
    },
};

/// Columns of the labels.
const LABEL: usize = 9;
/// Columns of a claim's verdict.
const VERDICT: usize = 13;

/// `CLAIMS  4 verified  2 unsupported  0 contradicted`
#[must_use]
pub fn title(sight: &Sight<'_>) -> Phrase {
    let title = Phrase::of(Role::Title, "CLAIMS");
    let Some(said) = sight.analysis.and_then(|analysis| analysis.explanation.as_ref()) else { return title };
    let count = |standing| said.claims.iter().filter(|claim| claim.verdict == standing).count();
    let contradicted = count(Standing::Contradicted);
    let role = if contradicted > 0 { Role::Bad } else { Role::Text };
    title
        .say(Role::Text, format_args!("  {} verified", count(Standing::Verified)))
        .say(Role::Text, format_args!("  {} unsupported", count(Standing::Unsupported)))
        .say(role, format_args!("  {contradicted} contradicted"))
}

#[must_use]
pub fn lines(sight: &Sight<'_>, width: u16) -> Vec<Row> {
    let Some(analysis) = sight.analysis else { return Vec::new() };
    let said = analysis.explanation.as_ref();
    let strongest = analysis.findings.first();
    let mut rows = score(analysis, width);
    let mut tell = |label: &str, text: &str| {
        if !text.trim().is_empty() {
            rows.extend(paragraph((Role::Header, label), LABEL, (Role::Text, text), width));
        }
    };
    // What rules say stands above what a model says of the same.
    let impact = strongest.map(|one| one.impact.as_str()).or(said.map(|said| said.impact.as_str()));
    let remedy = strongest.map(|one| one.remedy.as_str()).or(said.map(|said| said.suggested_fix.as_str()));
    tell("IMPACT", impact.unwrap_or_default());
    tell("FIX (F)", remedy.unwrap_or_default());
    tell("WALK (w)", &walks(sight, analysis));
    if let Some(said) = said {
        rows.extend(said.claims.iter().flat_map(|one| claim(one, width)));
    }
    for (at, step) in next_steps(&analysis.findings).iter().enumerate() {
        let label = if at == 0 { "NEXT" } else { "" };
        rows.extend(paragraph((Role::Header, label), LABEL, (Role::Text, step), width));
    }
    rows
}

fn score(analysis: &Analysis, width: u16) -> Vec<Row> {
    let confidence = &analysis.confidence;
    let (role, band) = match confidence.band() {
        Band::High => (Role::Good, "high"),
        Band::Medium => (Role::Warn, "medium"),
        Band::Low => (Role::Text, "low"),
    };
    let own = analysis.explanation.as_ref().and_then(|said| said.own_confidence);
    let own = own.map(|own| format!("  (the model said {own} %: not used)")).unwrap_or_default();
    let hundredths = confidence.hundredths;
    let text = format!("{}.{:02}, {band} confidence = {}{own}", hundredths / 100, hundredths % 100, confidence.how);
    paragraph((Role::Header, "SCORE"), LABEL, (role, &text), width)
}

/// The strategies that fit, the closest first.
fn walks(sight: &Sight<'_>, analysis: &Analysis) -> String {
    let Some(about) = sight.incident.and_then(|incident| incident.about.as_ref()) else { return String::new() };
    let failure = Failure {
        category: analysis.classification.category,
        severity: Some(analysis.classification.severity),
        kind: about.kind,
        environment: analysis.environment,
        origin: sight.model.origin_of(about),
    };
    let choices = choose(&sight.model.desk.strategies, failure);
    let named = choices.iter().take(2).map(|choice| format!("{} ({})", choice.id, choice.why));
    named.collect::<Vec<_>>().join("   ")
}

fn claim(claim: &Claim, width: u16) -> Vec<Row> {
    let role = match claim.verdict {
        Standing::Verified => Role::Good,
        Standing::Unsupported => Role::Warn,
        Standing::Contradicted => Role::Bad,
    };
    let evidence: Vec<String> = claim.evidence.iter().map(ToString::to_string).collect();
    let evidence = if evidence.is_empty() { "no evidence".to_owned() } else { evidence.join(" ") };
    let spot = Spot::of_claim(claim).next();
    let said = paragraph((role, words::standing(claim.verdict)), VERDICT, (Role::Text, &claim.text), width);
    let how = paragraph((role, ""), VERDICT, (Role::Muted, &format!("{evidence}: {}", claim.how)), width);
    said.into_iter().chain(how).map(|row| row.about(spot.clone())).collect()
}
