//! The sources of the board, and what stands there when there is nothing: never "all well" when nobody knows.

use ratatui::{
    buffer::Buffer,
    layout::{Margin, Rect},
};

use crate::{
    domain::{
        cluster::{Cluster, Link, Scope, Source, Spaces},
        text::Safe,
    },
    flow::Model,
    ui::{
        theme::{Role, Theme},
        widgets::{Frame, Panel, Phrase, Text, age, clock},
    },
};

use super::{
    State,
    preview::{Drawing, paragraphs},
};

/// Draws the pane of sources.
pub fn draw(state: &State, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let inner =
        Panel::new(Frame::Box, Phrase::of(Role::Title, "SOURCES")).draw(theme, area, buffer).inner(Margin::new(1, 0));
    let mut lines: Vec<(Role, Text)> = Vec::new();
    for (cluster, source, _) in model.board.sources() {
        let count = state.rows.of_cluster.get(&cluster.no).copied().unwrap_or_default();
        let gaps = match source.gaps.len() {
            0 => String::new(),
            1 => ", 1 gap".to_owned(),
            gaps => format!(", {gaps} gaps"),
        };
        let relists = if source.relists > 0 { format!(", {} relists", source.relists) } else { String::new() };
        let (role, link) = link(source, model);
        let noun = if count == 1 { "rollout" } else { "rollouts" };
        lines.push((role, format_args!("{:<14} {link}  {count} {noun}{gaps}{relists}", cluster.name).into()));
        if let Some(message) = &source.message {
            lines.push((Role::Text, format_args!("  {message}").into()));
        }
    }
    paragraphs(&lines, theme, inner, buffer);
}

fn link(source: &Source, model: &Model) -> (Role, String) {
    let ago = age(source.answered, model.now);
    let at = source.answered.map(|at| format!(" {}", clock(at))).unwrap_or_default();
    match source.link {
        Link::Connecting => (Role::Info, "connecting".to_owned()),
        Link::Live => (Role::Text, format!("live {ago}")),
        Link::Stale => (Role::Warn, format!("STALE {ago}")),
        Link::Offline => (Role::Unknown, format!("LOST{at}{}", retry(source, model))),
        Link::Denied => (Role::Unknown, "DENIED".to_owned()),
    }
}

fn retry(source: &Source, model: &Model) -> String {
    let Some(retry) = source.retry else { return String::new() };
    format!(", retry {}s", retry.duration_since(model.now).as_secs().max(0))
}

/// Says why there are no rows.
pub fn nothing(state: &State, model: &Model, with: &Drawing<'_>, area: Rect, buffer: &mut Buffer) {
    let sources = model.board.sources();
    let mut lines: Vec<(Role, Text)> = vec![(Role::Text, "".into())];
    if sources.is_empty() {
        lines.push((Role::Unknown, " no cluster: nothing is known".into()));
    }
    let filtered = !state.filter.is_empty() || !state.wish.namespaces.is_empty();
    if filtered && !model.board.rollouts().is_empty() {
        lines.push((Role::Text, format_args!(" no row passes the filter `{}`: esc clears it", state.filter).into()));
    } else {
        lines.extend(sources.into_iter().map(|(cluster, source, _)| why_empty(cluster, source, model, with.scope)));
    }
    paragraphs(&lines, with.theme, area, buffer);
}

fn why_empty(cluster: &Cluster, source: &Source, model: &Model, scope: &Scope) -> (Role, Text) {
    let name = &cluster.name;
    let place = match (model.board.spaces(cluster.no), scope) {
        (Some(Spaces::Only(names)), _) | (None, Scope::Only(names)) => {
            names.iter().map(Safe::as_str).collect::<Vec<_>>().join(", ")
        }
        _ => "any namespace".to_owned(),
    };
    match source.link {
        Link::Connecting => (Role::Info, format_args!(" {name}: connecting to {} ...", cluster.server).into()),
        Link::Live if model.board.is_settled() => (Role::Text, format_args!(" {name}: no rollouts in {place}").into()),
        Link::Live => (Role::Info, format_args!(" {name}: reading ...").into()),
        _ => (Role::Unknown, format_args!(" {name}: does not answer, nothing is known").into()),
    }
}
