//! The selected row at length: sentence, response target, revision, pods, last events.

use std::collections::BTreeMap;

use ratatui::{
    buffer::Buffer,
    layout::{Margin, Rect},
};

use crate::{
    domain::{
        cluster::{ClusterNo, Scope},
        pod::{ContainerState, Pod},
        rollout::Rollout,
        severity::ResponseTarget,
        text::Safe,
        verdict::Cause,
    },
    flow::Model,
    logic::board::Entry,
    ui::{
        theme::{Role, Theme, shape},
        widgets::{Frame, Panel, Phrase, Text, age, clock, wrap},
    },
};

use super::{
    State, kubectl,
    rows::Line,
    words::{cause_sentence, gap_sentence, source_sentence},
};

/// What the board is drawn with.
#[derive(Debug, Clone, Copy)]
pub struct Drawing<'a> {
    pub theme: &'a Theme,
    pub response: &'a [ResponseTarget],
    pub scope: &'a Scope,
}

/// Draws the preview.
pub fn draw(state: &State, model: &Model, with: &Drawing<'_>, area: Rect, buffer: &mut Buffer) {
    let (title, lines) = match state.line() {
        Some(Line::Rollout(key)) => match model.board.entry(key) {
            Some(entry) => (key.name.clone(), rollout(&entry, model, with)),
            None => (key.name.clone(), vec![(Role::Text, "it is gone".into())]),
        },
        Some(Line::Group(cause)) => (Safe::from_static("one cause"), group(cause, model)),
        Some(Line::Source(no)) => (Safe::from_static("source"), vec![(Role::Text, source_sentence(model, *no).into())]),
        Some(Line::Gap(no, place)) => (Safe::from_static("not readable"), gap(model, *no, *place)),
        None => (Safe::default(), Vec::new()),
    };
    let title = Phrase::of(Role::Title, "PREVIEW ").say(Role::Text, title);
    let inner = Panel::new(Frame::Box, title).draw(with.theme, area, buffer).inner(Margin::new(1, 0));
    paragraphs(&lines, with.theme, inner, buffer);
}

/// Draws texts below each other, each over as many rows as it needs.
pub fn paragraphs(lines: &[(Role, Text)], theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let mut y = area.y;
    for (role, text) in lines {
        for row in wrap(text, area.width) {
            if y >= area.bottom() {
                return;
            }
            let part = text.get(row.clone()).unwrap_or_default();
            let part = if row.start == 0 { part } else { part.trim_start() };
            Phrase::of(*role, format_args!("{part}")).draw(theme, Rect { y, height: 1, ..area }, buffer);
            y = y.saturating_add(1);
        }
    }
}

type Lines = Vec<(Role, Text)>;

fn rollout(entry: &Entry<'_>, model: &Model, with: &Drawing<'_>) -> Lines {
    let rollout = entry.rollout;
    let verdict = &rollout.verdict;
    let sources = model.board.sources();
    let source = sources.iter().find(|(cluster, ..)| cluster.no == rollout.key.cluster);
    let now = source.and_then(|(_, source, _)| source.skew).unwrap_or_default().cluster_time(model.now);
    let shape = shape(verdict.state);
    let early = if verdict.early { " early" } else { "" };
    let since = verdict.since.map(|at| format!(" since {} ({})", clock(at), age(Some(at), now))).unwrap_or_default();
    let mut lines: Lines = vec![(shape.role, format_args!("{}{early}{since}", shape.word).into())];
    if !verdict.why.is_empty() {
        lines.push((Role::Text, (&verdict.why).into()));
    }
    lines.push((Role::Text, "".into()));
    if verdict.state.is_bad() {
        lines.extend(response(rollout, with.response));
    }
    lines.push(fact("rollout", format_args!("{}/{}", rollout.key.kind.short(), rollout.key.name)));
    lines.push(fact("namespace", format_args!("{}", rollout.key.namespace)));
    lines.push(fact("ready", format_args!("{} of {}", rollout.ready, rollout.desired)));
    lines.push(fact("new", format_args!("{} of {} pods, ready or not", rollout.updated, rollout.desired)));
    lines.push(revision(rollout, now));
    if let Some(cause) = &rollout.change_cause {
        lines.push(fact("change", format_args!("{cause}")));
    }
    if let Some(image) = &rollout.image {
        lines.push(fact("image", format_args!("{image}")));
    }
    lines.push(fact("owner", format_args!("{}", owner(rollout))));
    lines.extend(pods(&entry.pods));
    lines.extend(entry.unread.iter().map(|gap| (Role::Unknown, Text::from(&gap.message))));
    lines.extend(events(entry, now));
    lines
}

fn fact(name: &'static str, what: std::fmt::Arguments<'_>) -> (Role, Text) {
    (Role::Text, format_args!("{name:<10} {what}").into())
}

fn revision(rollout: &Rollout, now: jiff::Timestamp) -> (Role, Text) {
    let revision = rollout.revision.as_ref().map_or("unknown", Safe::as_str);
    let ago = age(rollout.changed, now);
    let at = rollout.changed.map(|at| format!(", changed {} ({ago} ago)", clock(at))).unwrap_or_default();
    fact("revision", format_args!("{revision}{at}"))
}

/// How bad it is, and how soon somebody has to be at it.
fn response(rollout: &Rollout, targets: &[ResponseTarget]) -> Lines {
    let word = rollout.severity.word();
    let target = targets.iter().find(|target| target.severity == rollout.severity);
    let within = target.map(|target| match target.respond_within {
        None => ", respond as needed".to_owned(),
        Some(0) => ", respond at once".to_owned(),
        Some(seconds) if seconds % 3_600 == 0 => format!(", respond within {} h", seconds / 3_600),
        Some(seconds) => format!(", respond within {} min", seconds.div_ceil(60)),
    });
    vec![fact("severity", format_args!("{word}{}", within.unwrap_or_default()))]
}

fn owner(rollout: &Rollout) -> String {
    use crate::domain::workload::Owner;
    match &rollout.owner {
        Owner::Nobody => "nobody else writes it".to_owned(),
        Owner::ArgoCd(name) => format!("Argo CD {name}"),
        Owner::Flux(name) => format!("Flux {name}"),
        Owner::Helm(name) => format!("Helm {name}"),
        Owner::Operator { kind, name } => format!("{kind} {name}"),
    }
}

/// How many pods are in which state, by the word that `kubectl get pods` has for it.
fn pods(pods: &[&Pod]) -> Lines {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for pod in pods {
        *counts.entry(pod_word(pod)).or_default() += 1;
    }
    counts.iter().map(|(word, count)| fact("pods", format_args!("{count} {word}"))).collect()
}

fn pod_word(pod: &Pod) -> &str {
    let waiting = pod.containers.iter().find_map(|container| match &container.state {
        ContainerState::Waiting { reason, .. } if reason.as_str() != "PodInitializing" => Some(reason.as_str()),
        _ => None,
    });
    let reason = pod.reason.as_ref().map(Safe::as_str);
    match (pod.deleted, waiting.or(reason)) {
        (Some(_), _) => "Terminating",
        (None, Some(word)) => word,
        (None, None) => pod.phase.as_str(),
    }
}

/// The newest events, the newest first.
fn events(entry: &Entry<'_>, now: jiff::Timestamp) -> Lines {
    let events = entry.events.iter().rev().filter(|event| event.warning).take(4);
    let lines = events.map(|event| {
        let text =
            format_args!("{:>4} x{} {}: {}", age(event.last, now), event.count, event.reason, event.message).into();
        (Role::Text, text)
    });
    let mut lines: Lines = lines.collect();
    if !lines.is_empty() {
        lines.insert(0, (Role::Text, "".into()));
        lines.insert(1, (Role::Title, "warnings, the newest first".into()));
    }
    lines
}

fn group(cause: &Cause, model: &Model) -> Lines {
    let mut lines: Lines = vec![(Role::Text, cause_sentence(cause)), (Role::Text, "".into())];
    let members = model.board.rollouts().into_iter().filter(|rollout| rollout.verdict.cause.as_ref() == Some(cause));
    lines.extend(members.take(60).map(|rollout| {
        let shape = shape(rollout.verdict.state);
        let text = format_args!("{:<6} {}/{}", shape.text, rollout.key.namespace, rollout.key.name).into();
        (shape.role, text)
    }));
    lines
}

fn gap(model: &Model, no: ClusterNo, place: usize) -> Lines {
    let mut lines: Lines = vec![(Role::Text, gap_sentence(model, no, place).into())];
    let sources = model.board.sources();
    let found = sources.into_iter().find(|(cluster, ..)| cluster.no == no);
    if let Some((cluster, source, _)) = found
        && let Some(gap) = source.gaps.get(place)
    {
        lines.push((Role::Text, "".into()));
        lines.push((Role::Text, "Y copies the question to the cluster:".into()));
        lines.push((Role::Text, format_args!("{}", kubectl::can_i(gap, cluster)).into()));
    }
    lines
}
