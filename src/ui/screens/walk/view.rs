//! How it is drawn.
//!
//! ```text
//! -- WALKS -----------------------------
//! > the newest
//!   the one before
//! ```

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    flow::{Model, desk::Store},
    ui::{
        theme::{Role, Theme},
        widgets::{Frame, Panel, Phrase},
    },
};

use super::{State, rows::rows};

/// Draws the screen.
pub fn view(state: &State, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let title = Phrase::of(Role::Text, "WALKS");
    let inner = Panel::new(Frame::Rule, title).focused(true).draw(theme, area, buffer);
    let line = |n: usize| Rect { y: inner.y.saturating_add(u16::try_from(n).unwrap_or(u16::MAX)), height: 1, ..inner };
    if let Store::Failed(why) = &model.desk.store {
        Phrase::of(Role::Bad, format_args!("the store cannot be used: {why}")).draw(theme, line(0), buffer);
        return;
    }
    let rows = rows(model);
    if rows.is_empty() {
        Phrase::of(Role::Text, "nothing yet").draw(theme, line(0), buffer);
    }
    for (at, n) in state.cursor.window(rows.len(), inner.height).zip(0..) {
        let Some(row) = rows.get(at) else { continue };
        let mark = if at == state.cursor.at { "> " } else { "  " };
        Phrase::of(Role::Text, mark).say(Role::Text, format_args!("{row}")).draw(theme, line(n), buffer);
    }
}
