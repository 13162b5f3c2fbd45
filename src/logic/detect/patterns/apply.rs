//! Finding a team's patterns: the changed line, and what is said of it.

use crate::{
    domain::{
        evidence::Place,
        finding::{Finding, Strength},
        text::Safe,
    },
    logic::{
        detect::{
            changes::Changes,
            place::{told_in, whereabouts},
            recovery::Recovery,
        },
        evidence::{Content, Level, Material, Side},
    },
};

use super::Pattern;

/// Changed lines that one pattern may tell of.
const HINTS: usize = 3;

/// What the patterns found: one finding where a change and a symptom agree, else the changes alone, or the symptom alone.
pub(in super::super) fn apply(patterns: &[Pattern], changes: &Changes<'_>, materials: &[Material<'_>]) -> Vec<Finding> {
    patterns.iter().flat_map(|pattern| one(pattern, changes, materials)).collect()
}

fn one(pattern: &Pattern, changes: &Changes<'_>, materials: &[Material<'_>]) -> Vec<Finding> {
    let lines = changes.lines.iter().filter(|spot| pattern.is_in(spot.file.path(), spot.line.text));
    let touched: Vec<(Place, Side)> = lines.take(HINTS).map(|spot| (spot.place(), spot.line.side)).collect();
    match (touched.split_first(), symptom(pattern, materials)) {
        (Some((first, _)), Some((place, pod))) => {
            let told = told_in(&place, pod.as_ref(), 1);
            let summary = format!("{}: {}; {told}", pattern.name, what(first));
            vec![finding(pattern, Strength::Strong, &summary, Some(first.0.clone()), Some(place), pod)]
        }
        (None, Some((place, pod))) => {
            let told = told_in(&place, pod.as_ref(), 1);
            let summary = format!("{}: {told}; no change that was given explains it", pattern.name);
            vec![finding(pattern, Strength::Medium, &summary, None, Some(place), pod)]
        }
        (_, None) => {
            let hint = |change: &(Place, Side)| {
                let summary =
                    format!("{}: {}; nothing that was given shows that it failed", pattern.name, what(change));
                finding(pattern, Strength::Weak, &summary, Some(change.0.clone()), None, None)
            };
            touched.iter().map(hint).collect()
        }
    }
}

fn what((place, side): &(Place, Side)) -> String {
    let done = if *side == Side::Added { "added" } else { "removed" };
    let text: String = place.text.chars().take(80).collect();
    format!("`{text}` was {done} in {}", whereabouts(place))
}

/// The first line that says it and was not tried again with success.
fn symptom(pattern: &Pattern, materials: &[Material<'_>]) -> Option<(Place, Option<Safe>)> {
    if pattern.symptoms.is_empty() {
        return None;
    }
    materials.iter().find_map(|material| {
        let Content::Says(log) = &material.content else { return None };
        let recovery = Recovery::of(log);
        let said = log
            .said
            .iter()
            .find(|said| said.level <= Level::Unsaid && pattern.is_said(&said.text) && !recovery.covers(said))?;
        let pod = said.pod.map(Safe::line).or_else(|| material.header.pod.clone());
        Some((crate::logic::detect::place::of(material, said), pod))
    })
}

fn finding(
    pattern: &Pattern,
    strength: Strength,
    summary: &str,
    change: Option<Place>,
    symptom: Option<Place>,
    pod: Option<Safe>,
) -> Finding {
    let mut evidence: Vec<_> = change.iter().chain(&symptom).map(|place| place.evidence).collect();
    evidence.dedup();
    Finding {
        rule: pattern.name.clone(),
        severity: pattern.severity,
        strength,
        summary: Safe::line(summary),
        matter: None,
        change,
        symptom,
        pod,
        evidence,
        impact: pattern.impact.clone(),
        remedy: pattern.remedy.clone(),
    }
}
