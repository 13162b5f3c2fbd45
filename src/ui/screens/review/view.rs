//! How it is drawn.
//!
//! ```text
//! -- REVIEW QUEUE 2 pending of 3 -----------------
//!  ID      AGE STATE          TITLE
//! >F-203    4m ? pending      restore STRIPE_API_KEY
//! -- F-203 PATCH +3 -0 ----------------- 1-7 of 12
//! @@ -15,6 +15,9 @@
//! -- F-203 ---------------------------------------
//!  STATE    pending: nobody has decided
//!  CHECKS   v applies: to main@a1b2c3d
//! ```

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{
        fix::{Fix, State as Condition},
        text::Safe,
    },
    flow::{Model, desk::Store},
    ui::{
        theme::{Role, Theme},
        widgets::{DiffView, Panel, Phrase},
    },
};

use super::{
    State, facts,
    layout::{Panes, panes},
    queue,
    state::{Pane, Reading},
};

/// Draws the screen.
pub fn view(state: &State, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let panes = panes(area, model.desk.fixes.len(), state.whole);
    let selected = state.selected(model);
    if !state.whole {
        list(state, model, theme, &panes, buffer);
        about(state, model, theme, &panes, buffer);
    }
    patch(state, selected, theme, &panes, buffer);
}

fn list(state: &State, model: &Model, theme: &Theme, panes: &Panes, buffer: &mut Buffer) {
    let list = Panel::new(panes.frame, title(model)).focused(state.pane == Pane::Queue);
    let inner = list.draw(theme, panes.queue, buffer);
    let selected = state.selected(model);
    match (&model.desk.store, selected) {
        (Store::Failed(why), _) => {
            let text = format_args!(" the store cannot be used, what is shown is old: {why}");
            Phrase::of(Role::Bad, text).draw(theme, inner, buffer);
            let rows = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
            if selected.is_some() {
                queue::draw(state.queue, model, theme, rows, buffer);
            }
        }
        (Store::Opening, None) => drop(Phrase::of(Role::Text, " the store is being opened").draw(theme, inner, buffer)),
        (Store::Open(_), None) => {
            let text = " no fix yet: F on Analyze proposes one, and so does `stanch fix new`";
            Phrase::of(Role::Text, text).draw(theme, inner, buffer);
        }
        (_, Some(_)) => queue::draw(state.queue, model, theme, inner, buffer),
    }
}

fn title(model: &Model) -> Phrase {
    let fixes = &model.desk.fixes;
    let count = |state| fixes.values().filter(|fix| fix.state == state).count();
    let title = Phrase::of(Role::Title, "REVIEW QUEUE")
        .say(Role::Text, format_args!(" {} pending of {}", count(Condition::Pending), fixes.len()));
    match count(Condition::Applying) {
        0 => title,
        unknown => title.say(Role::Bad, format_args!(", {unknown} OUTCOME UNKNOWN")),
    }
}

fn patch(state: &State, selected: Option<&Fix>, theme: &Theme, panes: &Panes, buffer: &mut Buffer) {
    let mut title = Phrase::of(Role::Title, "PATCH");
    let mut note = Phrase::new();
    if let Reading::Read { fix, sheet, .. } = &state.reading {
        let (added, removed) = DiffView::counts(sheet.lines());
        title = Phrase::of(Role::Title, format_args!("{fix} PATCH"))
            .say(Role::DiffAdded, format_args!(" +{added}"))
            .say(Role::DiffRemoved, format_args!(" -{removed}"));
        note = match sheet.progress() {
            (_, lines) if sheet.is_read() => Phrase::of(Role::Text, format_args!("read, {lines} lines")),
            (read, lines) => Phrase::of(Role::Warn, format_args!("{read} of {lines} lines read")),
        };
    }
    let focused = state.pane == Pane::Patch;
    let inner = Panel::new(panes.frame, title).note(note).focused(focused).draw(theme, panes.patch, buffer);
    let say = |role, text: Safe, buffer: &mut Buffer| {
        Phrase::of(role, " ").say(role, text).draw(theme, inner, buffer);
    };
    match (&state.reading, selected) {
        (Reading::Read { sheet, .. }, _) => {
            DiffView { lines: sheet.rows(), cursor: sheet.cursor, focused, left: 0 }.draw(theme, inner, buffer);
        }
        (Reading::Asked(..), Some(_)) => {
            say(Role::Text, Safe::from_static("being read"), buffer);
        }
        (Reading::Refused(_, why), Some(_)) => say(Role::Bad, why.clone(), buffer),
        (Reading::Nothing, _) | (_, None) => {}
    }
}

fn about(state: &State, model: &Model, theme: &Theme, panes: &Panes, buffer: &mut Buffer) {
    let selected = state.selected(model);
    let title = selected.map_or_else(Phrase::new, |fix| {
        Phrase::of(Role::Title, format_args!("{} ", fix.alias)).say(Role::Text, &fix.title)
    });
    let width = panes.inner(panes.facts).width;
    let lines = selected.map(|fix| facts::lines(fix, model, width)).unwrap_or_default();
    let window = state.facts.window(lines.len(), panes.inner(panes.facts).height);
    let hidden = lines.len().saturating_sub(window.end);
    let note = if hidden > 0 { Phrase::of(Role::Text, format_args!("{hidden} more: tab")) } else { Phrase::new() };
    let pane = Panel::new(panes.frame, title).note(note).focused(state.pane == Pane::Facts);
    let inner = pane.draw(theme, panes.facts, buffer);
    for (y, line) in (inner.y..).zip(lines.get(window).unwrap_or_default()) {
        line.draw(theme, Rect { y, height: 1, ..inner }, buffer);
    }
}
