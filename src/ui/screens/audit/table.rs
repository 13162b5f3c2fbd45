//! The table of records: only the rows that are visible are built.

use jiff::Timestamp;
use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{journal::Record, text::Safe},
    flow::Model,
    ui::{
        theme::{Role, Theme},
        widgets::{Align, Column, Phrase, Width, person, place},
    },
};

use super::{State, record};

const COLUMNS: [Column; 7] = [
    Column { title: "SEQ", width: Width::Fixed(6), align: Align::Right, priority: None },
    Column { title: "TIME UTC", width: Width::Fixed(11), align: Align::Left, priority: None },
    Column { title: "WHO", width: Width::Fixed(14), align: Align::Left, priority: None },
    Column { title: "OF", width: Width::Fixed(6), align: Align::Left, priority: None },
    Column { title: "WHAT", width: Width::Fixed(21), align: Align::Left, priority: None },
    Column { title: "SAYS", width: Width::Rest(8), align: Align::Left, priority: None },
    Column { title: "HASH", width: Width::Fixed(9), align: Align::Left, priority: Some(1) },
];

/// Draws the names of the columns and the rows that are visible.
pub fn draw(state: &State, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    let placed = place(&COLUMNS, inside.width);
    let cells = |y: u16, role: Role, texts: &[Safe; 7], buffer: &mut Buffer| {
        for column in &placed {
            let (Some(text), Some(wish)) = (texts.get(column.column), COLUMNS.get(column.column)) else { continue };
            let cell = Rect { x: inside.x + column.x, y, width: column.width, height: 1 };
            match wish.align {
                Align::Left => Phrase::of(role, text).draw(theme, cell, buffer),
                Align::Right => Phrase::of(role, text).draw_right(theme, cell, buffer),
            };
        }
    };
    cells(area.y, Role::Header, &COLUMNS.map(|column| Safe::from_static(column.title)), buffer);
    let window = state.cursor.window(state.found.len(), area.height.saturating_sub(1));
    for (y, at) in (area.y + 1..).zip(window) {
        let Some(found) = state.found.record(at, model) else { continue };
        cells(y, Role::Text, &row(found, model), buffer);
        if at == state.cursor.at {
            let line = Rect { y, height: 1, ..area };
            Phrase::of(Role::Text, ">").draw(theme, line, buffer);
            buffer.set_style(line.intersection(buffer.area), theme.style(Role::Selected));
        }
    }
}

fn row(found: &Record, model: &Model) -> [Safe; 7] {
    [
        Safe::line(&found.seq.to_string()),
        time(found.at(), model.now),
        Safe::line(&person(&found.actor)),
        record::about(found, model),
        found.kind.clone(),
        record::says(found),
        Safe::line(&found.hash.code()),
    ]
}

/// `03:11:50`, and of another day `11-20 03:11`.
fn time(at: Timestamp, now: Timestamp) -> Safe {
    let day = |time: Timestamp| time.as_second().div_euclid(86_400);
    let format = if day(at) == day(now) { "%H:%M:%S" } else { "%m-%d %H:%M" };
    Safe::line(&at.strftime(format).to_string())
}
