//! The list of fixes: what waits for somebody first, in each group the newest first.

use std::cmp::Reverse;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{
        fix::{Fix, State as Condition},
        text::Safe,
    },
    flow::Model,
    ui::{
        theme::{Role, Theme},
        widgets::{Align, Column, Cursor, Phrase, Width, age, place},
    },
};

use super::words;

const COLUMNS: [Column; 7] = [
    Column { title: "ID", width: Width::Fixed(7), align: Align::Left, priority: None },
    Column { title: "AGE", width: Width::Fixed(4), align: Align::Right, priority: None },
    Column { title: "STATE", width: Width::Fixed(14), align: Align::Left, priority: None },
    Column { title: "INCIDENT", width: Width::Fixed(8), align: Align::Left, priority: Some(2) },
    Column { title: "EV", width: Width::Fixed(2), align: Align::Right, priority: Some(1) },
    Column { title: "TITLE", width: Width::Rest(28), align: Align::Left, priority: None },
    Column { title: "BY", width: Width::Fixed(24), align: Align::Left, priority: Some(3) },
];

/// The fixes in the order of the list.
pub fn order(model: &Model) -> Vec<&Fix> {
    let mut fixes: Vec<&Fix> = model.desk.fixes.values().collect();
    fixes.sort_by_key(|fix| (rank(fix.state), Reverse(fix.alias)));
    fixes
}

/// What is not known to be over comes first.
fn rank(state: Condition) -> u8 {
    match state {
        Condition::Applying => 0,
        Condition::Pending => 1,
        Condition::ApplyFailed => 2,
        Condition::Approved => 3,
        Condition::Applied | Condition::Rejected => 4,
    }
}

/// Draws the names of the columns and the rows that are visible.
pub fn draw(cursor: Cursor, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let (fixes, inside) = (order(model), Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area });
    let placed = place(&COLUMNS, inside.width);
    let cells = |y: u16, texts: &[(Role, Safe); 7], buffer: &mut Buffer| {
        for column in &placed {
            let Some((role, text)) = texts.get(column.column) else { continue };
            let cell = Rect { x: inside.x + column.x, y, width: column.width, height: 1 };
            let phrase = Phrase::of(*role, text);
            match COLUMNS.get(column.column).map(|column| column.align) {
                Some(Align::Right) => phrase.draw_right(theme, cell, buffer),
                _ => phrase.draw(theme, cell, buffer),
            };
        }
    };
    let titles = COLUMNS.map(|column| (Role::Header, Safe::from_static(column.title)));
    cells(area.y, &titles, buffer);
    let window = cursor.window(fixes.len(), area.height.saturating_sub(1));
    for ((y, at), fix) in (area.y + 1..).zip(window.clone()).zip(fixes.get(window).unwrap_or_default()) {
        cells(y, &row(fix, model), buffer);
        if at == cursor.at {
            let line = Rect { y, height: 1, ..area };
            Phrase::of(Role::Text, ">").draw(theme, line, buffer);
            buffer.set_style(line.intersection(buffer.area), theme.style(Role::Selected));
        }
    }
}

fn row(fix: &Fix, model: &Model) -> [(Role, Safe); 7] {
    let (role, word) = words::state(fix);
    let since = jiff::Timestamp::from_microsecond(fix.proposed_us).ok();
    let incident = fix.incident.map_or_else(|| Safe::from_static("-"), |alias| Safe::line(&alias.to_string()));
    [
        (Role::Text, Safe::line(&fix.alias.to_string())),
        (Role::Text, age(since, model.now)),
        (role, Safe::from_static(word)),
        (Role::Text, incident),
        (Role::Text, Safe::line(&fix.evidence.len().to_string())),
        (Role::Text, fix.title.clone()),
        (Role::Text, words::proposer(&fix.proposer)),
    ]
}
