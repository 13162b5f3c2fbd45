//! A unified diff: signs kept, so that colour only repeats what they say.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    domain::text::Safe,
    ui::theme::{Role, Theme},
};

use super::{Cursor, Phrase, middle};

/// The lines of a diff.
#[derive(Debug, Clone, Copy)]
pub struct DiffView<'a> {
    pub lines: &'a [Safe],
    pub cursor: Cursor,
    /// Whether the selected line is shown as such.
    pub focused: bool,
    /// Columns that are scrolled out to the left.
    pub left: usize,
}

impl DiffView<'_> {
    /// The first line that differs, or the first of all.
    #[must_use]
    pub fn first_change(lines: &[Safe]) -> usize {
        lines.iter().position(|line| matches!(role(line), Role::DiffAdded | Role::DiffRemoved)).unwrap_or(0)
    }

    /// What a line of a diff is.
    #[must_use]
    pub fn role(line: &Safe) -> Role {
        role(line)
    }

    /// How many lines were added and removed.
    #[must_use]
    pub fn counts(lines: &[Safe]) -> (usize, usize) {
        let of = |wanted: Role| lines.iter().filter(|line| role(line) == wanted).count();
        (of(Role::DiffAdded), of(Role::DiffRemoved))
    }

    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let mut cursor = self.cursor;
        cursor.settle(self.lines.len(), area.height);
        let window = cursor.window(self.lines.len(), area.height);
        let first = window.start;
        for (offset, line) in self.lines.get(window).unwrap_or_default().iter().enumerate() {
            let y = area.y.saturating_add(u16::try_from(offset).unwrap_or(u16::MAX));
            let row = Rect { y, height: 1, ..area }.intersection(buffer.area);
            // Two lines of one change differ at their ends more often than at their beginnings.
            let shown = if self.left == 0 {
                Safe::clean(&middle(line, row.width.into()))
            } else {
                let sign: String =
                    line.graphemes(true).take(1).chain(line.graphemes(true).skip(1 + self.left)).collect();
                Safe::clean(&sign)
            };
            Phrase::of(role(line), shown).draw(theme, row, buffer);
            if self.focused && first + offset == cursor.at {
                buffer.set_style(row, theme.style(Role::Selected));
            }
        }
    }
}

fn role(line: &Safe) -> Role {
    if line.starts_with("+++ ") || line.starts_with("--- ") {
        return Role::Muted;
    }
    match line.as_bytes().first() {
        Some(b'+') => Role::DiffAdded,
        Some(b'-') => Role::DiffRemoved,
        Some(b'@') => Role::DiffHunk,
        _ => Role::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_hunks_are_no_changes() {
        let lines = ["--- rev 40", "+++ rev 41", "@@ -1,2 +1,2 @@", " env:", "-  a: 1", "+  a: 2", "+  b: 3"];
        let lines = lines.map(Safe::clean);
        assert_eq!(DiffView::first_change(&lines), 4);
        assert_eq!(DiffView::counts(&lines), (2, 1));
        assert_eq!(DiffView::first_change(&[]), 0);
    }
}
