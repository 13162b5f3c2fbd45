//! What leaves the screen: text of a pane, a kubectl command, a log as a file.

use crate::{
    domain::{inspection::Question, text::Safe},
    flow::Effect,
};

use super::{
    extent, kubectl,
    panes::{events, facts, fold, log, pods, serving},
    sight::Sight,
    state::Pane,
};

/// One line of a pane, as text.
#[must_use]
pub fn line(sight: &Sight<'_>, pane: Pane, at: usize, width: u16) -> Option<String> {
    match pane {
        Pane::Facts => facts::lines(sight, width).get(at).map(|line| line.text.to_string()),
        Pane::Serving => serving::lines(sight, width).get(at).map(|line| line.text.to_string()),
        Pane::Pods => sight.pods.get(at).map(|pod| {
            let cells: Vec<String> = pods::cells(sight, pod).into_iter().map(|(_, cell)| cell.to_string()).collect();
            cells.join("  ")
        }),
        Pane::Events => sight.events.get(at).map(|event| events::text(sight, event)),
        Pane::Log => sight.state.log.ring.get(at).map(|row| log::text(sight, row)),
        Pane::Diff => sight.state.questions.diff.known()?.lines.get(at).map(ToString::to_string),
    }
}

/// All of a pane, as text. Sentences come unbroken.
#[must_use]
pub fn whole(sight: &Sight<'_>, pane: Pane) -> String {
    match pane {
        Pane::Facts => fold::text(&facts::lines(sight, u16::MAX)),
        Pane::Serving => fold::text(&serving::lines(sight, u16::MAX)),
        Pane::Log => {
            let rows: Vec<String> = sight.state.log.ring.iter().map(|row| log::text(sight, row)).collect();
            rows.join("\n")
        }
        _ => {
            let rows: Vec<String> =
                (0..extent::length(sight, pane, u16::MAX)).filter_map(|at| line(sight, pane, at, u16::MAX)).collect();
            rows.join("\n")
        }
    }
}

/// What is selected in a pane, as a kubectl command.
#[must_use]
pub fn command(sight: &Sight<'_>, pane: Pane) -> Safe {
    let key = &sight.state.key;
    let cluster = sight.origin.cluster;
    let object = format!("{}/{}", key.kind.plural(), key.name);
    let at = sight.state.at(pane).at;
    match pane {
        Pane::Pods => match sight.pods.get(at) {
            Some(pod) => kubectl::command(cluster, key, &["describe", "pod", &pod.name]),
            None => kubectl::command(cluster, key, &["get", "pods"]),
        },
        Pane::Events => match sight.events.get(at) {
            Some(event) => {
                let selector = format!("involvedObject.name={}", event.about.name);
                kubectl::command(cluster, key, &["get", "events", "--field-selector", &selector])
            }
            None => kubectl::command(cluster, key, &["get", "events"]),
        },
        Pane::Serving => kubectl::command(cluster, key, &["get", "services,endpointslices"]),
        Pane::Log => match sight.state.log.sources().first() {
            Some(source) => kubectl::logs(cluster, key, source),
            None => kubectl::command(cluster, key, &["logs", &object]),
        },
        Pane::Diff => kubectl::command(cluster, key, &["rollout", "history", &object]),
        Pane::Facts => kubectl::command(cluster, key, &["describe", &object]),
    }
}

/// The log, to a file whose name says whose it is and when it was saved.
#[must_use]
pub fn save(sight: &Sight<'_>) -> Option<Effect> {
    let sources = sight.state.log.sources();
    let whose = match sources {
        [] => return None,
        [only] => format!("{}-{}{}", only.pod, only.container, if only.previous { "-previous" } else { "" }),
        several => format!("{}-{}-pods", sight.state.key.name, several.len()),
    };
    let time = sight.origin.now.strftime("%Y%m%dT%H%M%SZ");
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let name: String = format!("{}-{whose}-{time}.log", sight.state.key.namespace).chars().map(plain).collect();
    let name = Safe::clean(name.trim_start_matches('.'));
    let text = Safe::clean(&whole(sight, Pane::Log));
    Some(Effect::Save { name, text })
}

/// The object that describe and YAML are about: the selected pod where pods have the keys, else the workload.
#[must_use]
pub fn subject(sight: &Sight<'_>) -> Option<Safe> {
    let pods = sight.state.focus == Pane::Pods;
    sight.pods.get(sight.state.at(Pane::Pods).at).filter(|_| pods).map(|pod| pod.name.clone())
}

/// The title of the text that answers a question.
#[must_use]
pub fn title(question: &Question) -> Safe {
    let (what, key, pod) = match question {
        Question::Describe { key, pod } => ("describe", key, pod),
        Question::Manifest { key, pod } => ("YAML of", key, pod),
        Question::LongLine { source, at } => {
            return Safe::clean(&format!("line of {}/{} at {}", source.pod, source.container, at.strftime("%H:%M:%S")));
        }
        _ => return Safe::default(),
    };
    Safe::clean(&match pod {
        Some(pod) => format!("{what} pod/{pod}"),
        None => format!("{what} {}/{}", key.kind.short(), key.name),
    })
}
