//! Lines of the panes: words with their roles, and the place in the evidence that they are about.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::text::Safe,
    ui::{
        theme::{Role, Theme},
        widgets::{Cursor, Phrase, wrap},
    },
};

use super::spot::Spot;

/// One line of a pane.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    pub words: Vec<(Role, Safe)>,
    pub spot: Option<Spot>,
}

impl Row {
    #[must_use]
    pub fn of(role: Role, text: &str) -> Self {
        Self::default().say(role, text)
    }

    #[must_use]
    pub fn say(mut self, role: Role, text: &str) -> Self {
        self.words.push((role, Safe::line(text)));
        self
    }

    #[must_use]
    pub fn about(self, spot: Option<Spot>) -> Self {
        Self { spot, ..self }
    }

    #[must_use]
    pub fn text(&self) -> String {
        self.words.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[must_use]
    pub fn phrase(&self) -> Phrase {
        self.words.iter().fold(Phrase::new(), |phrase, (role, text)| phrase.say(*role, text))
    }
}

/// A text behind a label, over as many lines as it takes: `Cause     ...`.
#[must_use]
pub fn paragraph(label: (Role, &str), column: usize, text: (Role, &str), width: u16) -> Vec<Row> {
    let room = usize::from(width).saturating_sub(column).max(8);
    let lines = text.1.lines().flat_map(|line| {
        let rows = wrap(line, u16::try_from(room).unwrap_or(u16::MAX));
        rows.into_iter().filter_map(move |range| line.get(range)).collect::<Vec<_>>()
    });
    let row = |(at, line): (usize, &str)| {
        let head = if at == 0 { label.1 } else { "" };
        // What fills the column is no part of its word.
        let gap = " ".repeat(column.saturating_sub(head.len()));
        Row::of(label.0, head).say(Role::Text, &gap).say(text.0, line.trim())
    };
    lines.enumerate().map(row).collect()
}

/// Draws the lines that are in view; the selected one is marked where the pane has the keys.
pub fn draw(rows: &[Row], cursor: Cursor, focused: bool, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let mut cursor = cursor;
    cursor.settle(rows.len(), area.height);
    for (y, at) in (area.y..area.bottom()).zip(cursor.window(rows.len(), area.height)) {
        let Some(row) = rows.get(at) else { continue };
        let line = Rect { y, height: 1, ..area }.intersection(buffer.area);
        row.phrase().draw(theme, line, buffer);
        if focused && at == cursor.at {
            buffer.set_style(line, theme.style(Role::Selected));
        }
    }
}
