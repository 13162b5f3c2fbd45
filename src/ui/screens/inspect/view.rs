//! Draws the screen: the panes that have room, each in its frame.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    flow::Model,
    ui::{
        theme::{Role, Theme},
        widgets::{Panel, Phrase},
    },
};

use super::{
    extent,
    panes::{diff, events, facts, fold, log, pods, serving},
    sight::Sight,
    state::{Pane, State},
};

/// Draws everything about the rollout that is open.
pub fn view(state: &State, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    let sight = Sight::of(state, model);
    let rooms = extent::rooms(&sight, area);
    for (pane, rect) in &rooms.places {
        let inner = rooms.inner(*pane);
        let (title, note) = headline(&sight, *pane, inner);
        let focused = state.focus == *pane;
        let age = sight.staleness();
        let title = if age.is_empty() { title } else { title.say(Role::Text, " ").append(age) };
        Panel::new(rooms.frame, title).note(note).focused(focused).draw(theme, *rect, buffer);
        if focused && state.has_field() {
            let height = inner.height.saturating_sub(1);
            content(&sight, *pane, theme, Rect { height, ..inner }, buffer);
            field(state, theme, Rect { y: inner.y + height, height: inner.height.min(1), ..inner }, buffer);
        } else {
            content(&sight, *pane, theme, inner, buffer);
        }
    }
}

fn headline(sight: &Sight<'_>, pane: Pane, inner: Rect) -> (Phrase, Phrase) {
    match pane {
        Pane::Facts => (facts::title(sight, inner.width), Phrase::new()),
        Pane::Pods => (pods::title(sight), Phrase::new()),
        Pane::Events => (events::title(sight), Phrase::new()),
        Pane::Serving => (serving::title(sight), Phrase::new()),
        Pane::Log => (log::title(sight), log::note(sight, inner.height)),
        Pane::Diff => (diff::title(sight), Phrase::new()),
    }
}

fn content(sight: &Sight<'_>, pane: Pane, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    match pane {
        Pane::Facts | Pane::Serving => {
            let lines =
                if pane == Pane::Facts { facts::lines(sight, area.width) } else { serving::lines(sight, area.width) };
            let cursor = (sight.state.focus == pane).then(|| sight.state.at(pane));
            fold::draw(&lines, cursor, theme, area, buffer);
        }
        Pane::Pods => pods::draw(sight, theme, area, buffer),
        Pane::Events => events::draw(sight, theme, area, buffer),
        Pane::Log => log::draw(sight, theme, area, buffer),
        Pane::Diff => diff::draw(sight, theme, area, buffer),
    }
}

fn field(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if let Some(field) = &state.search.field {
        field.draw(&Phrase::of(Role::Key, "/"), theme, area, buffer);
    }
}
