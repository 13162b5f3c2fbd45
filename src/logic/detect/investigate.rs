//! The whole way from evidence to findings.

use crate::{
    domain::{
        finding::{Finding, Matter, Strength},
        text::Safe,
    },
    logic::evidence::Material,
};

use super::{
    agree::{agree, at_frame},
    changes::Changes,
    clue::{Hint, Rule, Symptom},
    drift::{self, Drift},
    mention,
    patterns::{self, Pattern},
    report, rules,
    scan::Scanner,
    workload::Workloads,
};

/// What a key is worth that was written in time and is named: more than a line that a stack points at, less than a change that is about
/// the very same thing.
const CONFIGURATION: u8 = 89;

/// Changes alone that one rule may tell of.
const WEAK: usize = 3;

/// What all rules said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detection {
    /// The strongest first, then the worst.
    pub findings: Vec<Finding>,
    /// Rules that looked and found nothing.
    pub quiet: Vec<Safe>,
}

/// A symptom with the change that explains it best.
struct Pair<'h, 'a> {
    weight: u8,
    rule: &'static Rule,
    matter: Matter,
    hint: std::borrow::Cow<'h, Hint<'a>>,
    symptom: usize,
}

/// Applies every rule to the evidence.
#[must_use]
pub fn detect(materials: &[Material<'_>]) -> Detection {
    detect_with(materials, &[])
}

/// Applies every rule, and the patterns of a team.
#[must_use]
pub fn detect_with(materials: &[Material<'_>], patterns: &[Pattern]) -> Detection {
    let changes = Changes::of(materials);
    let hints: Vec<(&'static Rule, Hint<'_>)> =
        rules::all().flat_map(|rule| (rule.changes)(&changes).into_iter().map(move |hint| (rule, hint))).collect();
    let symptoms = Scanner::new().symptoms(materials);
    let pod = failing_pod(&symptoms);
    let workloads = Workloads::of(materials, &symptoms);
    let told = (0..).zip(&symptoms);
    let mut pairs: Vec<Pair<'_, '_>> =
        told.filter_map(|(at, symptom)| explain((at, symptom), &hints, &changes, &workloads)).collect();
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair.weight));
    let mut drift = drift::find(materials, &symptoms, pod.as_ref());
    drift.causes.retain(|at, _| !pairs.iter().any(|pair| pair.symptom == *at && pair.weight > CONFIGURATION));
    pairs.retain(|pair| !drift.causes.contains_key(&pair.symptom));
    let mut findings = strong(&pairs, &symptoms, pod.as_ref());
    findings.extend(drifted(&drift, &symptoms));
    findings.extend(medium(&pairs, &drift, &symptoms, pod.as_ref()));
    findings.extend(weak(&pairs, &hints));
    findings.append(&mut drift.weak);
    findings.extend(patterns::apply(patterns, &changes, materials));
    // Stable: what weighs most stays first among equals.
    findings.sort_by_key(|finding| (finding.strength, finding.severity));
    let names = rules::names().map(Safe::from_static).chain(patterns.iter().map(|pattern| pattern.name.clone()));
    let quiet = names.filter(|name| !findings.iter().any(|finding| finding.rule == *name)).collect();
    Detection { findings, quiet }
}

/// The change that explains a symptom best, by the hints of rules, by name, and by where the program was.
fn explain<'h, 'a>(
    (at, symptom): (usize, &Symptom),
    hints: &'h [(&'static Rule, Hint<'a>)],
    changes: &Changes<'a>,
    workloads: &Workloads,
) -> Option<Pair<'h, 'a>> {
    use std::borrow::Cow;
    let by_rule = hints.iter().filter_map(|(rule, hint)| {
        let (weight, matter) = agree(hint, symptom, workloads)?;
        // What only ever accompanies other symptoms is no cause by its name.
        let rule = if rule.consequence { symptom.rule } else { rule };
        Some(Pair { weight, rule, matter, hint: Cow::Borrowed(hint), symptom: at })
    });
    let by_name = symptom.matters.iter().filter_map(|matter| {
        let (weight, hint) = mention::find(changes, matter)?;
        // Stanch's own words, such as `pool`, name nothing of anybody's.
        let is_kind = matches!(matter, Matter::Key(_));
        if is_kind && workloads.is_another(&hint.spot, symptom.pod.as_deref()) {
            return None;
        }
        Some(Pair { weight, rule: symptom.rule, matter: matter.clone(), hint: Cow::Owned(hint), symptom: at })
    });
    let by_frame = at_frame(changes, symptom).and_then(|(weight, hint)| {
        // The diff knows the file's name in the repository, the program only where it was put.
        let named = symptom.matters.first().filter(|matter| !matches!(matter, Matter::File(_)));
        let matter = named.or(hint.matters.first())?.clone();
        Some(Pair { weight, rule: symptom.rule, matter, hint: Cow::Owned(hint), symptom: at })
    });
    let all = by_rule.chain(by_name).chain(by_frame);
    // The first of equals wins: `max_by_key` would take the last.
    all.fold(None, |best: Option<Pair<'h, 'a>>, pair| match best {
        Some(best)
            if (best.weight, std::cmp::Reverse(best.rule.severity))
                >= (pair.weight, std::cmp::Reverse(pair.rule.severity)) =>
        {
            Some(best)
        }
        _ => Some(pair),
    })
}

/// One finding for each changed place: its best symptom speaks for the others.
fn strong(pairs: &[Pair<'_, '_>], symptoms: &[Symptom], pod: Option<&Safe>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for pair in pairs {
        let Some(symptom) = symptoms.get(pair.symptom) else { continue };
        let finding = report::strong(pair.rule, &pair.matter, &pair.hint, symptom, pod);
        let known = findings.iter_mut().find(|known| {
            known.matter == finding.matter && known.rule == finding.rule
                || known.change.as_ref().map(|place| (place.evidence, place.line))
                    == finding.change.as_ref().map(|place| (place.evidence, place.line))
        });
        match known {
            Some(known) => {
                known.evidence.extend(finding.evidence);
                known.evidence.sort_unstable();
                known.evidence.dedup();
            }
            None => findings.push(finding),
        }
    }
    findings
}

/// One finding for each key that was written: what only accompanies others does not speak for it.
fn drifted(drift: &Drift, symptoms: &[Symptom]) -> Vec<Finding> {
    let is_consequence = |at: usize| symptoms.get(at).is_some_and(|symptom| symptom.rule.consequence);
    let mut causes: Vec<(&usize, &Finding)> = drift.causes.iter().collect();
    causes.sort_by_key(|(at, _)| is_consequence(**at));
    let mut findings: Vec<Finding> = Vec::new();
    for (_, finding) in causes {
        match findings.iter_mut().find(|known| known.change == finding.change) {
            Some(known) => {
                known.evidence.extend(&finding.evidence);
                known.evidence.sort_unstable();
                known.evidence.dedup();
            }
            None => findings.push(finding.clone()),
        }
    }
    findings
}

/// Symptoms that nothing explains. What another finding brings about is not told again.
fn medium(pairs: &[Pair<'_, '_>], drift: &Drift, symptoms: &[Symptom], pod: Option<&Safe>) -> Vec<Finding> {
    let explained = |at: usize| drift.causes.contains_key(&at) || pairs.iter().any(|pair| pair.symptom == at);
    let found = !pairs.is_empty() || !drift.causes.is_empty();
    let cause = symptoms.iter().any(|symptom| !symptom.rule.consequence) || found;
    // An exception is never only a consequence.
    let brought_about = |symptom: &Symptom| symptom.rule.consequence && cause && symptom.frames.is_empty();
    let thrown = symptoms.iter().any(|symptom| symptom.rule.name == "crash" && !symptom.cluster);
    (0..)
        .zip(symptoms)
        .filter(|(at, symptom)| !explained(*at) && !brought_about(symptom))
        .filter(|(_, symptom)| !(symptom.rule.name == "crash" && symptom.cluster && thrown))
        .map(|(at, symptom)| report::medium(symptom, drift.beside.get(&at), pod))
        .collect()
}

fn weak(pairs: &[Pair<'_, '_>], hints: &[(&'static Rule, Hint<'_>)]) -> Vec<Finding> {
    let used = |hint: &Hint<'_>| {
        pairs
            .iter()
            .any(|pair| pair.hint.spot.line.at == hint.spot.line.at && pair.hint.spot.header.no == hint.spot.header.no)
    };
    let mut findings: Vec<Finding> = Vec::new();
    for (rule, hint) in hints.iter().filter(|(_, hint)| !hint.silent && !used(hint)) {
        let finding = report::weak(rule, hint);
        let same = findings.iter().filter(|known| known.rule == finding.rule);
        if same.clone().count() < WEAK
            && !same.clone().any(|known| known.strength == Strength::Weak && known.change == finding.change)
        {
            findings.push(finding);
        }
    }
    findings
}

/// The pod that stands for symptoms that name none: the first that the cluster names.
fn failing_pod(symptoms: &[Symptom]) -> Option<Safe> {
    symptoms.iter().find_map(|symptom| symptom.pod.clone())
}
