//! A labelled sentence over as many lines as it needs.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::text::Safe,
    ui::{
        theme::{Role, Theme},
        widgets::{Cursor, Phrase, wrap},
    },
};

/// The width of the labels.
const LABEL: u16 = 11;

/// One line of a pane of sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Only on the first line of its sentence.
    pub label: &'static str,
    pub role: Role,
    pub text: Safe,
}

/// Breaks a sentence into lines; line breaks of its own count as blanks.
#[must_use]
pub fn fold(label: &'static str, role: Role, text: &str, width: u16) -> Vec<Line> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = Vec::new();
    for range in wrap(&text, width.saturating_sub(LABEL).max(1)) {
        let part = text.get(range).unwrap_or_default().trim_end();
        let label = if lines.is_empty() { label } else { "" };
        lines.push(Line { label, role, text: Safe::clean(part) });
    }
    lines
}

/// Draws the lines that are in the window of the cursor; the selected one as such.
pub fn draw(lines: &[Line], cursor: Option<Cursor>, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let mut place = cursor.unwrap_or_default();
    place.settle(lines.len(), area.height);
    let window = place.window(lines.len(), area.height);
    let first = window.start;
    for (offset, line) in lines.get(window).unwrap_or_default().iter().enumerate() {
        let y = area.y.saturating_add(u16::try_from(offset).unwrap_or(u16::MAX));
        let row = Rect { y, height: 1, ..area }.intersection(buffer.area);
        let label = Phrase::of(Role::Header, line.label);
        let used = LABEL.min(row.width);
        label.draw(theme, Rect { width: used, ..row }, buffer);
        let rest = Rect { x: row.x + used, width: row.width - used, ..row };
        Phrase::of(line.role, &line.text).draw(theme, rest, buffer);
        if cursor.is_some() && first + offset == place.at {
            buffer.set_style(row, theme.style(Role::Selected));
        }
    }
}

/// The lines as text to copy.
#[must_use]
pub fn text(lines: &[Line]) -> String {
    let rows: Vec<String> =
        lines.iter().map(|line| format!("{:width$}{}", line.label, line.text, width = usize::from(LABEL))).collect();
    rows.join("\n")
}
