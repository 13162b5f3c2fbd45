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
    /// Empty on the lines after the first of its sentence; `None` where the whole width is the text's.
    pub label: Option<&'static str>,
    pub role: Role,
    pub text: Safe,
}

/// Breaks a sentence into lines; line breaks of its own count as blanks.
#[must_use]
pub fn fold(label: &'static str, role: Role, text: &str, width: u16) -> Vec<Line> {
    let mut lines = sentence(role, text, width.saturating_sub(LABEL));
    for (at, line) in lines.iter_mut().enumerate() {
        line.label = Some(if at == 0 { label } else { "" });
    }
    lines
}

/// Breaks a sentence without a label into lines.
#[must_use]
pub fn sentence(role: Role, text: &str, width: u16) -> Vec<Line> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = |part: &str| Line { label: None, role, text: Safe::clean(part.trim_end()) };
    wrap(&text, width.max(1)).into_iter().map(|range| line(text.get(range).unwrap_or_default())).collect()
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
        let used = if line.label.is_some() { LABEL.min(row.width) } else { 0 };
        Phrase::of(Role::Header, line.label.unwrap_or_default()).draw(theme, Rect { width: used, ..row }, buffer);
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
    let width = usize::from(LABEL);
    let label = |line: &Line| line.label.map(|label| format!("{label:width$}")).unwrap_or_default();
    let rows: Vec<String> = lines.iter().map(|line| format!("{}{}", label(line), line.text)).collect();
    rows.join("\n")
}
