//! Makes matters of captured names, and findings of what agreed: everything that is said in words.

use crate::domain::{
    evidence::{EvidenceNo, Place},
    finding::{Finding, Matter, Strength},
    text::Safe,
};

use super::{
    clue::{About, Hint, Rule, Symptom, slowness},
    code::is_variable,
    place::{told_in, whereabouts},
    rules::changed_configuration::RULE as DRIFT,
};

/// Seconds from which on a request is slow, whatever it does.
const SLOW: f64 = 5.0;

/// What a sign is about; `None` where what was captured says that it is nothing after all.
pub(super) fn matters(about: About, text: &str, unit: &str) -> Option<Vec<Matter>> {
    let safe = |text: &str| Safe::line(text.trim_matches(['"', '\'', '`', '.', ',', ')']));
    let one = |matter: Matter| Some(vec![matter]);
    match about {
        About::Nothing => Some(Vec::new()),
        About::Variable => is_variable(text).then(|| vec![Matter::Variable(safe(text))]),
        About::Setting => matters(About::Variable, &text.to_ascii_uppercase(), unit),
        About::Key if is_variable(text) => one(Matter::Variable(safe(text))),
        About::Key => one(Matter::Key(safe(text))),
        About::Field => (!is_variable(text)).then(|| vec![Matter::Key(safe(text))]),
        About::File => one(Matter::File(safe(text))),
        About::Module => one(Matter::Module(safe(text))),
        About::Object => one(Matter::Object(safe(text.rsplit('/').next().unwrap_or(text)))),
        // `orders.total_cents`
        About::Column => one(Matter::Column(safe(text.rsplit('.').next().unwrap_or(text)))),
        About::Table => one(Matter::Table(safe(text.rsplit('.').next().unwrap_or(text)))),
        About::Image => one(Matter::Image(safe(text))),
        About::Host => Some(host(text).into_iter().collect()),
        About::Address => Some(address(text)),
        About::Probe => {
            let place = text.trim_start_matches("http://").trim_start_matches("https://");
            let (server, path) = place.find('/').map_or((place, ""), |at| place.split_at(at));
            let mut found: Vec<Matter> =
                address(server).into_iter().filter(|matter| matches!(matter, Matter::Port(_))).collect();
            found.extend((path.len() > 1).then(|| Matter::Route(safe(path))));
            Some(found)
        }
        About::Limit(kind) => {
            let mut found = vec![Matter::Limit(Safe::line(kind))];
            found.extend((kind == "memory").then(|| slowness(&["memory"])).into_iter().flatten());
            Some(found)
        }
        About::Named(kind) => one(Matter::Key(Safe::line(kind))),
        About::Slow(kinds) => Some(slowness(kinds)),
        About::TookMs => matters(About::Took, text, "ms"),
        About::Took => {
            let factor = if unit.starts_with("ms") || unit.starts_with("mil") { 0.001 } else { 1.0 };
            let seconds = text.parse::<f64>().ok()? * factor;
            (seconds >= SLOW).then(|| slowness(&["blocking", "queries", "files", "cpu"]))
        }
    }
}

/// A host by name; an address names nothing that a change could say.
fn host(text: &str) -> Option<Matter> {
    let name = text.trim_matches(['"', '\'', '[', ']', '.', ',', ')']);
    let numeric = name.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b':'));
    (!numeric && name.len() > 2 && name != "localhost").then(|| Matter::Host(Safe::line(name)))
}

fn address(text: &str) -> Vec<Matter> {
    let (server, port) = text.rsplit_once(':').unwrap_or((text, ""));
    let port = port.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok().map(Matter::Port);
    host(server).into_iter().chain(port).collect()
}

/// A change and a symptom that agree.
pub(super) fn strong(
    rule: &'static Rule,
    matter: &Matter,
    hint: &Hint<'_>,
    symptom: &Symptom,
    pod: Option<&Safe>,
) -> Finding {
    let place = hint.spot.place();
    let pod = symptom.pod.as_ref().or(pod);
    let summary =
        format!("{}: {} in {}; {}", title(symptom.rule, matter), hint.what, whereabouts(&place), told(symptom, pod));
    let mut evidence = vec![place.evidence, symptom.place.evidence];
    evidence.dedup();
    Finding {
        rule: Safe::from_static(rule.name),
        severity: rule.severity.min(symptom.rule.severity),
        strength: Strength::Strong,
        summary: Safe::line(&summary),
        matter: Some(matter.clone()),
        change: Some(place),
        symptom: Some(symptom.place.clone()),
        pod: pod.cloned(),
        evidence,
        impact: Safe::from_static(rule.impact),
        remedy: Safe::from_static(rule.remedy),
    }
}

/// Configuration that was changed outside any rollout, and a symptom that names it.
pub(super) fn drifted(symptom: &Symptom, matter: &Matter, words: &str, place: Place, pod: Option<&Safe>) -> Finding {
    let pod = symptom.pod.as_ref().or(pod);
    let at = format!("{} line {}", place.evidence, place.line);
    let summary = format!("{}: {words} ({at}); {}", title(symptom.rule, matter), told(symptom, pod));
    let mut evidence = vec![place.evidence, symptom.place.evidence];
    evidence.sort_unstable();
    Finding {
        rule: Safe::from_static(DRIFT.name),
        severity: DRIFT.severity.min(symptom.rule.severity),
        strength: Strength::Strong,
        summary: Safe::line(&summary),
        matter: Some(matter.clone()),
        change: Some(place),
        symptom: Some(symptom.place.clone()),
        pod: pod.cloned(),
        evidence,
        impact: Safe::from_static(DRIFT.impact),
        remedy: Safe::from_static(DRIFT.remedy),
    }
}

/// Configuration that was changed outside any rollout, and that nothing names.
pub(super) fn drift_alone(words: &str, place: Place) -> Finding {
    let at = format!("{} line {}", place.evidence, place.line);
    Finding {
        rule: Safe::from_static(DRIFT.name),
        severity: DRIFT.severity,
        strength: Strength::Weak,
        summary: Safe::line(&format!("{words}, outside any rollout ({at}); nothing that failed names it")),
        matter: None,
        evidence: vec![place.evidence],
        change: Some(place),
        symptom: None,
        pod: None,
        impact: Safe::from_static(DRIFT.impact),
        remedy: Safe::from_static(DRIFT.remedy),
    }
}

/// A symptom alone; `beside` is what is known of the configuration that it names, and where from.
pub(super) fn medium(symptom: &Symptom, beside: Option<&(Safe, EvidenceNo)>, pod: Option<&Safe>) -> Finding {
    let pod = symptom.pod.as_ref().or(pod);
    let matter = symptom.matters.first().filter(|matter| !matches!(matter, Matter::Slowness(_)));
    let known = beside.map(|(words, _)| format!("; {words}")).unwrap_or_default();
    let mut evidence = vec![symptom.place.evidence];
    evidence.extend(beside.map(|(_, no)| *no));
    evidence.sort_unstable();
    let heading = matter.map_or_else(|| symptom.rule.title.to_owned(), |matter| title(symptom.rule, matter));
    Finding {
        rule: Safe::from_static(symptom.rule.name),
        severity: symptom.rule.severity,
        strength: Strength::Medium,
        summary: Safe::line(&format!("{heading}: {}; no change that was given explains it{known}", told(symptom, pod))),
        matter: matter.cloned(),
        change: None,
        symptom: Some(symptom.place.clone()),
        pod: pod.cloned(),
        evidence,
        impact: Safe::from_static(symptom.rule.impact),
        remedy: Safe::from_static(symptom.rule.remedy),
    }
}

/// A change alone.
pub(super) fn weak(rule: &'static Rule, hint: &Hint<'_>) -> Finding {
    let place = hint.spot.place();
    Finding {
        rule: Safe::from_static(rule.name),
        severity: rule.severity,
        strength: Strength::Weak,
        summary: Safe::line(&format!(
            "{} in {}; nothing that was given shows that it failed",
            hint.what,
            whereabouts(&place)
        )),
        matter: hint.matters.first().cloned(),
        evidence: vec![place.evidence],
        change: Some(place),
        symptom: None,
        pod: None,
        impact: Safe::from_static(rule.impact),
        remedy: Safe::from_static(rule.remedy),
    }
}

fn title(rule: &Rule, matter: &Matter) -> String {
    if matches!(matter, Matter::Slowness(_)) {
        rule.title.to_owned()
    } else {
        format!("{} ({})", rule.title, matter.name())
    }
}

fn told(symptom: &Symptom, pod: Option<&Safe>) -> String {
    told_in(&symptom.place, pod, symptom.count)
}
