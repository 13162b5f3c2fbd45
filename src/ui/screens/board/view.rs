//! The board as it is drawn: only the rows that are visible are built.
//!
//! ```text
//! -- ROLLOUTS 412 watched, 3 bad ---------------------- sort: severity --
//!  ! 1 node unwell: ip-10-0-3-4 is not ready since 03:01
//!  filter: indexer_            2 of 412 pass
//!   ST      NAMESPACE  WORKLOAD    REV  READY  AGE  WHY
//! >X FAIL*  payments   checkout     41    1/6  14m  CrashLoop 5/5 new
//! ```

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{Truth, text::Safe},
    flow::Model,
    ui::{
        theme::Role,
        widgets::{Panel, Phrase, clock},
    },
};

use super::{
    State, layout, needs,
    preview::{self, Drawing},
    sources,
    table::Table,
};

/// Draws the board.
pub fn view(state: &State, model: &Model, with: &Drawing<'_>, area: Rect, buffer: &mut Buffer) {
    let theme = with.theme;
    let area = needs::draw(state.needs, model, theme, area, buffer);
    let panes = layout::panes(area, model.board.sources().len());
    let list = Panel::new(panes.frame, title(state, model)).note(note(state));
    let inner = list.focused(panes.preview.is_some() && state.needs.is_none()).draw(theme, panes.list, buffer);
    let mut left = inner;
    for line in [nodes(model), filter(state)].into_iter().flatten() {
        line.draw(theme, Rect { height: left.height.min(1), ..left }, buffer);
        left = layout::below(left);
    }
    if let (Some(field), true) = (&state.typing, inner.height > 0) {
        let y = left.y.saturating_sub(1);
        let prompt = Phrase::of(Role::Key, " filter: ");
        field.draw(&prompt, theme, Rect { y, height: 1, width: inner.width / 2, ..inner }, buffer);
    }
    if state.rows.lines.is_empty() {
        sources::nothing(state, model, with, left, buffer);
    } else {
        Table::of(state, model).draw(theme, left, buffer);
    }
    if let Some(area) = panes.preview {
        preview::draw(state, model, with, area, buffer);
    }
    if let Some(area) = panes.sources {
        sources::draw(state, model, theme, area, buffer);
    }
}

fn title(state: &State, model: &Model) -> Phrase {
    let rows = &state.rows;
    let answered = model.board.sources().iter().any(|(_, source, _)| source.answered.is_some());
    if rows.watched == 0 && !answered {
        return Phrase::of(Role::Title, "ROLLOUTS").say(Role::Unknown, " nothing is known yet");
    }
    let mut title = Phrase::of(Role::Title, "ROLLOUTS").say(Role::Text, format_args!(" {} watched, ", rows.watched));
    title = title.say(if rows.bad > 0 { Role::Bad } else { Role::Text }, format_args!("{} bad", rows.bad));
    if rows.unknown > 0 {
        title = title.say(Role::Unknown, format_args!(", {} not live", rows.unknown));
    }
    if rows.muted > 0 {
        title = title.say(Role::Text, format_args!(", {} muted", rows.muted));
    }
    if !state.news.has_begun() {
        title = title.say(Role::Info, ", still reading");
    }
    let clusters = model.board.sources();
    if clusters.len() > 1 {
        let names: Vec<&str> = clusters.iter().map(|(cluster, ..)| cluster.name.as_str()).collect();
        title = title.say(Role::Text, format_args!(" ({})", names.join(" ")));
    }
    let namespaces: Vec<&str> = state.wish.namespaces.iter().map(Safe::as_str).collect();
    if namespaces.is_empty() { title } else { title.say(Role::Text, format_args!(" in {}", namespaces.join(", "))) }
}

fn note(state: &State) -> Phrase {
    Phrase::of(Role::Text, "sort: ").say(Role::Text, state.wish.order.word())
}

/// Nodes that are not ready or under pressure, on one line.
fn nodes(model: &Model) -> Option<Phrase> {
    let (_, unwell) = model.board.unwell_nodes();
    if unwell.is_empty() {
        return None;
    }
    let words = unwell.iter().map(|(_, node)| {
        let since = node.since.map(|since| format!(" since {}", clock(since))).unwrap_or_default();
        let pressures: Vec<&str> = node.pressures.iter().map(Safe::as_str).collect();
        match node.ready {
            Truth::Yes => format!("{} has {}", node.name, pressures.join(", ")),
            Truth::No => format!("{} is not ready{since}", node.name),
            Truth::Unknown => format!("{} is silent{since}", node.name),
        }
    });
    let words = words.collect::<Vec<_>>().join("; ");
    let count = unwell.len();
    let noun = if count == 1 { "node" } else { "nodes" };
    Some(Phrase::of(Role::Warn, format_args!(" ! {count} {noun} unwell: ")).say(Role::Text, format_args!("{words}")))
}

fn filter(state: &State) -> Option<Phrase> {
    if state.typing.is_none() && state.filter.is_empty() {
        return None;
    }
    let rows = &state.rows;
    let filter = Phrase::of(Role::Key, " filter: ").say(Role::Text, &state.filter);
    Some(filter.say(Role::Text, format_args!("   {} of {} pass, esc clears", rows.passed, rows.watched)))
}
