//! What rules saw: each finding with its strength and both places.

use crate::{
    domain::{
        evidence::Place,
        finding::{Finding, Strength},
        severity::Severity,
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

/// `RULES  2 findings`
#[must_use]
pub fn title(sight: &Sight<'_>) -> Phrase {
    let title = Phrase::of(Role::Title, "RULES");
    match (sight.analysis, sight.work) {
        (Some(analysis), _) => {
            let count = analysis.findings.len() as u64;
            title.say(Role::Text, format_args!("  {}", words::counted(count, "finding")))
        }
        (None, Some(_)) => title.say(Role::Info, "  reading"),
        (None, None) => title,
    }
}

#[must_use]
pub fn lines(sight: &Sight<'_>, wide: bool, width: u16) -> Vec<Row> {
    let Some(analysis) = sight.analysis else {
        let text = match sight.incident {
            Some(incident) if incident.evidence.is_empty() => {
                "no evidence yet: p reads it from the cluster, i takes a paste"
            }
            Some(_) if sight.work.is_some() => "the rules are at it",
            Some(_) => "not analysed yet: r",
            None => "",
        };
        return vec![Row::of(Role::Muted, text)];
    };
    let mut rows: Vec<Row> = Vec::new();
    if sight.is_behind() && sight.work.is_none() {
        rows.push(Row::of(Role::Warn, "evidence came after this analysis: r"));
    }
    if analysis.findings.is_empty() {
        rows.extend(paragraph((Role::Text, ""), 0, (Role::Text, "the rules found nothing in this evidence"), width));
    }
    for (at, one) in analysis.findings.iter().enumerate() {
        // Where nobody else says it, the first finding is said in words.
        let in_words = at == 0 && analysis.explanation.is_none();
        rows.extend(if wide { tall(one, width) } else { short(one, in_words.then_some(width)) });
    }
    if wide {
        rows.push(Row::default());
        rows.push(Row::of(Role::Muted, "STRONG = change and symptom both seen"));
        rows.push(Row::of(Role::Muted, "medium = symptom alone   weak = change alone"));
        rows.push(Row::of(Role::Muted, "risk = what such a fault can do at its worst"));
        let quiet: Vec<&str> = analysis.quiet.iter().map(crate::domain::text::Safe::as_str).collect();
        rows.push(Row::default());
        if !quiet.is_empty() {
            rows.push(Row::of(Role::Muted, "not matched:"));
            rows.extend(paragraph((Role::Muted, ""), 2, (Role::Muted, &quiet.join(", ")), width));
        }
    }
    rows
}

fn role(finding: &Finding) -> Role {
    match (finding.strength, finding.severity) {
        (Strength::Strong, Severity::Critical | Severity::High) => Role::Bad,
        (Strength::Strong, _) | (Strength::Medium, Severity::Critical | Severity::High) => Role::Warn,
        _ => Role::Text,
    }
}

fn first(finding: &Finding) -> Option<Spot> {
    finding.change.as_ref().or(finding.symptom.as_ref()).map(Spot::of)
}

/// One line: `missing_env_var  STRONG  E3 chart/values.yaml:18 + E7 L119`; below it the same in words, where there is a width.
fn short(finding: &Finding, width: Option<u16>) -> Vec<Row> {
    let places: Vec<String> = finding.change.iter().chain(&finding.symptom).map(words::place).collect();
    let head = format!("{:<20} {:<7} ", finding.rule, words::strength(finding.strength));
    let row = Row::of(role(finding), &head).say(Role::Text, &places.join(" + "));
    let said = width.map(|width| paragraph((Role::Text, ""), 2, (Role::Text, &finding.summary), width));
    let rows = [row].into_iter().chain(said.unwrap_or_default());
    rows.map(|row| row.about(first(finding))).collect()
}

/// With what it says, and each place with its line.
fn tall(finding: &Finding, width: u16) -> Vec<Row> {
    let head =
        format!("{:<22} {:<7} {}", finding.rule, words::strength(finding.strength), words::risk(finding.severity));
    let mut rows = vec![Row::of(role(finding), &head).about(first(finding))];
    let said = paragraph((Role::Text, ""), 2, (Role::Text, &finding.summary), width);
    rows.extend(said.into_iter().map(|row| row.about(first(finding))));
    rows.extend(finding.change.iter().map(|place| at("changed", place)));
    rows.extend(finding.symptom.iter().map(|place| at("failed", place)));
    rows
}

fn at(word: &str, place: &Place) -> Row {
    let text = format!("  {word:<8} {}  {}", words::place(place), place.text.trim());
    Row::of(Role::Muted, &text).about(Some(Spot::of(place)))
}
