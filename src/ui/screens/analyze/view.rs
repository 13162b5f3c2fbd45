//! How it is drawn.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    flow::{Model, desk::Store},
    ui::{
        theme::{Role, Theme},
        widgets::{Frame, Panel, Phrase},
    },
};

use super::{
    State,
    panes::{claims, evidence, inputs, leaves, model, rules},
    rooms::{Rooms, inside},
    row::{self, Row},
    sight::Sight,
    state::Pane,
};

/// The lines of a pane.
#[must_use]
pub fn lines(sight: &Sight<'_>, rooms: &Rooms, pane: Pane) -> Vec<Row> {
    let width = rooms.inner(pane).width;
    match pane {
        Pane::Rules => rules::lines(sight, rooms.frame == Frame::Box || sight.state.full, width),
        Pane::Model => model::lines(sight, width),
        Pane::Claims => claims::lines(sight, width),
        Pane::Evidence => vec![evidence::line(sight)],
    }
}

/// How the screen is divided for what there is.
#[must_use]
pub fn rooms(sight: &Sight<'_>, area: Rect) -> Rooms {
    let width = area.width.saturating_sub(1);
    let lengths = (rules::lines(sight, false, width).len(), claims::lines(sight, width).len());
    Rooms::divide(area, sight.state.focus, sight.state.full, lengths)
}

/// Draws the screen.
pub fn view(state: &State, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    let sight = Sight::of(state, model);
    let Some(incident) = sight.incident else {
        empty(model, theme, area, buffer);
        return;
    };
    let rooms = rooms(&sight, area);
    if rooms.frame == Frame::Box && !state.full {
        let title = Phrase::of(Role::Title, format_args!("{} INPUTS", incident.alias));
        let closed = if incident.closed.is_some() { Phrase::of(Role::Muted, "closed") } else { Phrase::new() };
        Panel::new(rooms.frame, title).note(closed).draw(theme, rooms.inputs, buffer);
        Panel::new(rooms.frame, Phrase::of(Role::Title, "LEAVES THIS HOST")).draw(theme, rooms.leaves, buffer);
        for (rows, rect) in
            [(inputs::lines as fn(&Sight<'_>, u16) -> Vec<Row>, rooms.inputs), (leaves::lines, rooms.leaves)]
        {
            let inner = inside(rooms.frame, rect);
            row::draw(&rows(&sight, inner.width), crate::ui::widgets::Cursor::default(), false, theme, inner, buffer);
        }
    } else {
        let head = Phrase::of(Role::Title, format_args!(" {}", incident.alias)).append(inputs::line(&sight).phrase());
        head.draw(theme, rooms.inputs, buffer);
        leaves::line(&sight).phrase().draw(theme, rooms.leaves, buffer);
    }
    for (pane, rect) in &rooms.panes {
        draw_pane(&sight, &rooms, *pane, *rect, theme, buffer);
    }
    if let Some(intake) = &state.intake {
        intake.draw(theme, area, buffer);
    }
}

fn draw_pane(sight: &Sight<'_>, rooms: &Rooms, pane: Pane, rect: Rect, theme: &Theme, buffer: &mut Buffer) {
    let state = sight.state;
    let title = match pane {
        Pane::Rules => rules::title(sight),
        Pane::Model => model::title(sight),
        Pane::Claims => claims::title(sight),
        Pane::Evidence => evidence::title(sight),
    };
    let focused = state.focus == pane;
    Panel::new(rooms.frame, title).focused(focused).draw(theme, rect, buffer);
    let inner = rooms.inner(pane);
    if pane == Pane::Evidence {
        evidence::draw(sight, theme, inner, buffer);
        return;
    }
    let rows = lines(sight, rooms, pane);
    let mut cursor = state.at(pane);
    if pane == Pane::Model && sight.work.is_some() && !focused {
        // The newest words are in view, unless somebody reads.
        cursor.go(rows.len(), rows.len(), inner.height);
    }
    row::draw(&rows, cursor, focused, theme, inner, buffer);
}

/// Why there is nothing, and what to do.
fn empty(model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let inner = Panel::new(Frame::Rule, Phrase::of(Role::Title, "ANALYZE")).focused(true).draw(theme, area, buffer);
    let line = |y: u16| Rect { y: inner.y.saturating_add(y), height: 1, ..inner }.intersection(inner);
    match &model.desk.store {
        Store::Failed(why) => {
            Phrase::of(Role::Bad, format_args!(" the store cannot be used: {why}")).draw(theme, line(0), buffer);
        }
        Store::Opening => {
            Phrase::of(Role::Muted, " opening the store").draw(theme, line(0), buffer);
        }
        Store::Open(_) => {
            Phrase::of(Role::Text, " No incident is open.").draw(theme, line(0), buffer);
            Phrase::of(Role::Text, " An incident ties evidence, analyses, walks and fixes of one failure together.")
                .draw(theme, line(2), buffer);
            let key = Phrase::of(Role::Text, " ").say(Role::Key, "I");
            key.say(Role::Text, " opens one about the selected rollout; so does `stanch incident open`.").draw(
                theme,
                line(3),
                buffer,
            );
        }
    }
}
