//! One rollout as lines, in sections.

use jiff::Timestamp;

use crate::{
    domain::{Truth, configuration::Configuration, text::Safe},
    logic::evidence::{self, Course},
    ops::inspect::{ContainerRow, Document, PodRow},
    ui::theme::shape,
};

use super::board::{aligned, columns};

/// The reason first, then what it rests on.
pub fn inspect(document: &Document) -> Vec<String> {
    let row = &document.rollout;
    let mut lines = aligned(&[columns(row)]);
    lines.push(format!("state   {} since {}", shape(row.state).word, time(row.since)));
    lines.push(format!("changed {}", time(row.changed)));
    lines.push(format!("image   {}", or_dash(row.image.as_ref())));
    lines.push(format!("owner   {}", or_dash(row.owner.as_ref())));
    let sections = [
        ("CONDITIONS", conditions(document)),
        ("SERVING", serving(document)),
        ("CONFIGURATION", document.configuration.iter().flat_map(configuration).collect()),
        ("BOUNDS", bounds(document)),
        ("REVISIONS", revisions(document)),
        ("PODS", document.pods.iter().flat_map(pod).collect()),
        ("EVENTS", events(document)),
        ("DIFF", document.diff.iter().flat_map(|diff| diff.lines().map(str::to_owned)).collect()),
        ("LOGS", logs(document)),
        ("RIGHTS", rights(document)),
        ("UNKNOWN", document.unknown.iter().map(|gap| format!("? {}", gap.message)).collect()),
    ];
    for (title, section) in sections {
        if !section.is_empty() {
            lines.push(String::new());
            lines.push(title.to_owned());
            lines.extend(section.into_iter().map(|line| format!("  {line}")));
        }
    }
    lines
}

fn conditions(document: &Document) -> Vec<String> {
    let word = |truth| match truth {
        Truth::Yes => "yes",
        Truth::No => "no",
        Truth::Unknown => "unknown",
    };
    let of = |one: &crate::domain::workload::Condition| {
        format!("{} {} ({}) since {}: {}", one.kind, word(one.status), one.reason, time(one.since), one.message)
    };
    document.conditions.iter().map(of).collect()
}

fn serving(document: &Document) -> Vec<String> {
    let Some(services) = &document.serving else { return vec!["unknown".to_owned()] };
    if services.is_empty() {
        return vec!["no service selects its pods".to_owned()];
    }
    let of = |one: &crate::domain::inspection::Serving| {
        let others = if one.others > 0 { format!(", {} of others", one.others) } else { String::new() };
        format!("service {}: {} of {} endpoints ready{others}", one.service, one.ready, one.ready + one.not_ready)
    };
    services.iter().map(of).collect()
}

/// As evidence writes it, without the times of the pods, which stand below.
fn configuration(found: &Configuration) -> Vec<String> {
    evidence::configuration(found, &Course::default()).iter().map(ToString::to_string).collect()
}

fn bounds(document: &Document) -> Vec<String> {
    let autoscaler = |one: &crate::domain::inspection::Autoscaler| {
        let trouble = text(one.trouble.as_ref()).map(|why| format!(", does not scale: {why}")).unwrap_or_default();
        let (current, desired) = (or_dash(one.current.as_ref()), or_dash(one.desired.as_ref()));
        format!("hpa {}: {} to {}, has {current}, wants {desired}{trouble}", one.name, one.min, one.max)
    };
    let budget = |one: &crate::domain::inspection::Budget| {
        let (least, most) = (or_dash(one.min_available.as_ref()), or_dash(one.max_unavailable.as_ref()));
        let counts = [one.healthy, one.needed, one.allowed].map(|count| or_dash(count.as_ref()));
        let [healthy, needed, allowed] = counts;
        format!(
            "pdb {}: min available {least}, max unavailable {most}, {healthy} of {needed} healthy, {allowed} may go",
            one.name
        )
    };
    let unknown = |what: &str| vec![format!("{what} unknown")];
    let autoscalers = document.autoscalers.as_ref();
    let budgets = document.budgets.as_ref();
    let autoscalers = autoscalers.map_or_else(|| unknown("hpa"), |all| all.iter().map(autoscaler).collect());
    let budgets = budgets.map_or_else(|| unknown("pdb"), |all| all.iter().map(budget).collect());
    autoscalers.into_iter().chain(budgets).collect()
}

fn revisions(document: &Document) -> Vec<String> {
    let rows: Vec<Vec<String>> = document
        .revisions
        .iter()
        .map(|one| {
            let images: Vec<&str> = one.images.iter().map(Safe::as_str).collect();
            let counts = one.ready.zip(one.desired).map(|(ready, desired)| format!("{ready}/{desired}"));
            vec![
                or_dash(one.number.as_ref()),
                one.name.to_string(),
                counts.unwrap_or_default(),
                time(one.created),
                images.join(" "),
                one.change_cause.as_ref().map(ToString::to_string).unwrap_or_default(),
            ]
        })
        .collect();
    aligned(&rows)
}

fn pod(pod: &PodRow) -> Vec<String> {
    let ready = match pod.ready {
        Some(true) => "ready",
        Some(false) => "not ready",
        None => "readiness unknown",
    };
    let leaving = if pod.deleted.is_some() { ", terminating" } else { "" };
    let head = format!("{} {}, {ready}{leaving}, on {}", pod.name, pod.phase, or_dash(pod.node.as_ref()));
    let head = [Some(head), text(pod.reason.as_ref()), text(pod.message.as_ref())]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(": ");
    std::iter::once(head).chain(pod.containers.iter().map(|one| format!("  {}", container(one)))).collect()
}

fn container(one: &ContainerRow) -> String {
    let role = if one.init {
        "init "
    } else if one.sidecar {
        "sidecar "
    } else {
        ""
    };
    let last = one.last_termination.as_ref();
    let parts = [
        Some(format!("{role}{} {}", one.name, one.state)),
        text(one.reason.as_ref()),
        one.exit_code.map(|code| format!("exit {code}")),
        text(one.message.as_ref()),
        (one.restarts > 0).then(|| format!("{} restarts", one.restarts)),
        last.map(|end| format!("last {} exit {} at {}", end.reason, end.exit_code, time(end.finished))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn text(text: Option<&Safe>) -> Option<String> {
    text.map(ToString::to_string)
}

fn events(document: &Document) -> Vec<String> {
    let of = |one: &crate::ops::inspect::EventRow| {
        let sign = if one.warning { "!" } else { "." };
        let at = time(one.last.or(one.first));
        format!("{sign} {at} x{} {} {}: {}", one.count, one.object, one.reason, one.message)
    };
    document.events.iter().map(of).collect()
}

fn logs(document: &Document) -> Vec<String> {
    let of = |log: &crate::ops::inspect::LogRow| {
        let which = if log.previous { ", before its last restart" } else { "" };
        let cut = if log.cut { ", the newest lines only" } else { "" };
        let head = format!("-- {}/{}{which}{cut} --", log.pod, log.container);
        std::iter::once(head).chain(log.lines.iter().map(ToString::to_string)).collect::<Vec<_>>()
    };
    document.logs.iter().flat_map(of).collect()
}

fn rights(document: &Document) -> Vec<String> {
    let of = |one: &crate::ops::inspect::RightRow| {
        let word = match one.allowed {
            Some(true) => "may",
            Some(false) => "may not",
            None => "may or may not",
        };
        let reason = one.reason.as_ref().filter(|text| !text.is_empty()).map(|text| format!(" ({text})"));
        format!("{word} {} {}{}", one.verb, one.resource, reason.unwrap_or_default())
    };
    document.rights.iter().flatten().map(of).collect()
}

fn or_dash(value: Option<&impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), ToString::to_string)
}

fn time(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.strftime("%FT%TZ").to_string())
}
