//! Lines of a log: number, mark, time, source and text; wrapped, or cut at the edge with a mark.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::{
    domain::text::Safe,
    ui::theme::{Role, Theme},
};

use super::{Phrase, find_all, phrase::put, wrap};

/// One row: what stands before the text, the text, and what stands behind it.
#[derive(Debug, Clone)]
pub struct LogRow {
    /// Number, mark, time and source, each with its blank.
    pub lead: Phrase,
    pub role: Role,
    pub text: Safe,
    /// What was left out of the text.
    pub note: Option<Safe>,
    pub selected: bool,
}

/// The rows that may be visible; drawn from the last so far back that the selected one is.
#[derive(Debug, Clone)]
pub struct LogList<'a> {
    pub rows: Vec<LogRow>,
    pub wrap: bool,
    /// Columns of the text that are scrolled out to the left, where it is not wrapped.
    pub left: usize,
    pub search: Option<&'a Safe>,
}

impl LogList<'_> {
    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        let first = if self.wrap { self.first_that_fits(theme, area) } else { 0 };
        let mut y = area.y;
        for row in self.rows.iter().skip(first) {
            if y >= area.bottom() {
                break;
            }
            let left = Rect { y, height: area.bottom() - y, ..area };
            y += if self.wrap {
                self.draw_wrapped(row, theme, left, buffer)
            } else {
                self.draw_cut(row, theme, left, buffer)
            };
        }
    }

    /// The first row from which on the selected one is still within the area.
    fn first_that_fits(&self, theme: &Theme, area: Rect) -> usize {
        let selected = self.rows.iter().position(|row| row.selected).unwrap_or(0);
        let mut room = usize::from(area.height);
        let mut first = selected;
        for (at, row) in self.rows.iter().enumerate().take(selected + 1).rev() {
            let height = wrap(&theme.drawn(&full(row)), text_width(row, theme, area)).len();
            if height > room {
                break;
            }
            room -= height;
            first = at;
        }
        first
    }

    fn draw_wrapped(&self, row: &LogRow, theme: &Theme, area: Rect, buffer: &mut Buffer) -> u16 {
        let lead = row.lead.draw(theme, area, buffer);
        let width = text_width(row, theme, area);
        let indent = if area.width.saturating_sub(lead) == width { lead } else { 0 };
        let text = full(row);
        let text = theme.drawn(&text);
        let mut used = 0;
        for range in wrap(&text, width) {
            if used >= area.height {
                break;
            }
            let line = Rect { x: area.x + indent, y: area.y + used, width: area.width - indent, height: 1 };
            self.put_text(text.get(range).unwrap_or_default(), row.role, theme, line, buffer);
            used += 1;
        }
        let used = used.max(1);
        select(row, theme, Rect { height: used, ..area }, buffer);
        used
    }

    fn draw_cut(&self, row: &LogRow, theme: &Theme, area: Rect, buffer: &mut Buffer) -> u16 {
        let area = Rect { height: 1, ..area };
        let lead = row.lead.draw(theme, area, buffer);
        let room = Rect { x: area.x + lead, width: area.width.saturating_sub(lead), ..area };
        // Only what can be seen is looked at: a line may be 16 KiB long.
        let seen = usize::from(room.width).saturating_add(1);
        let shown: String = row.text.graphemes(true).skip(self.left).take(seen).collect();
        let drawn = theme.drawn(&shown);
        let over = drawn.width() > usize::from(room.width);
        self.put_text(&drawn, row.role, theme, room, buffer);
        if let Some(note) = &row.note {
            let note = Phrase::of(Role::Warn, " ").say(Role::Warn, note);
            let width = note.width(theme).min(room.width);
            let x = if over { room.width - width } else { width_of(&drawn).min(room.width - width) };
            note.draw(theme, Rect { x: room.x + x, width: room.width - x, ..room }, buffer);
        } else if over && room.width > 0 {
            put(buffer, Rect { x: room.right() - 1, width: 1, ..room }, ">", theme.style(Role::Muted));
        }
        select(row, theme, area, buffer);
        1
    }

    fn put_text(&self, text: &str, role: Role, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        put(buffer, area, text, theme.style(role));
        let Some(word) = self.search else { return };
        let word = theme.drawn(word);
        for at in find_all(text, &word) {
            let (Some(before), Some(found)) = (text.get(..at), text.get(at..at + word.len())) else { continue };
            let place = Rect { x: area.x.saturating_add(width_of(before)), width: width_of(found), height: 1, ..area };
            buffer.set_style(place.intersection(area), theme.style(Role::Match));
        }
    }
}

/// The text, with what was left out of it.
fn full(row: &LogRow) -> Safe {
    row.note.as_ref().map_or_else(|| row.text.clone(), |note| Safe::clean(&format!("{} {note}", row.text)))
}

/// The width that wrapped text gets: beside the lead, or all of it where that would be too little.
fn text_width(row: &LogRow, theme: &Theme, area: Rect) -> u16 {
    let beside = area.width.saturating_sub(row.lead.width(theme));
    if beside >= 20 { beside } else { area.width }
}

fn select(row: &LogRow, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if row.selected {
        buffer.set_style(area, theme.style(Role::Selected));
    }
}

fn width_of(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(text: &str, selected: bool) -> LogRow {
        LogRow { lead: Phrase::of(Role::Muted, "7 "), role: Role::Text, text: Safe::clean(text), note: None, selected }
    }

    fn draw(list: &LogList<'_>, width: u16, height: u16) -> Vec<String> {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        list.draw(&Theme::default(), buffer.area, &mut buffer);
        let line = |y| (0..width).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>().trim_end().to_owned();
        (0..height).map(line).collect()
    }

    #[test]
    fn a_line_that_is_too_long_is_marked_at_the_edge_or_wrapped() {
        let mut list = LogList { rows: vec![row("0123456789abcdef", false)], wrap: false, left: 0, search: None };
        assert_eq!(draw(&list, 12, 1), ["7 012345678>"]);
        list.left = 10;
        assert_eq!(draw(&list, 12, 1), ["7 abcdef"]);
        list.rows = vec![row("one two three four five six", false)];
        list.wrap = true;
        assert_eq!(draw(&list, 26, 2), ["7 one two three four five", "  six"]);
    }

    #[test]
    fn what_was_cut_is_said_at_the_edge() {
        let mut cut = row("0123456789abcdefghij", false);
        cut.note = Some(Safe::clean("..9 MB"));
        let list = LogList { rows: vec![cut], wrap: false, left: 0, search: None };
        assert_eq!(draw(&list, 16, 1), ["7 0123456 ..9 MB"]);
    }

    #[test]
    fn the_selected_row_is_visible_when_rows_before_it_wrap() {
        let rows = (0..4).map(|n| row(&format!("{n} {}", "word ".repeat(10)), n == 3)).collect();
        let list = LogList { rows, wrap: true, left: 0, search: None };
        let shown = draw(&list, 30, 4);
        assert!(shown.iter().any(|line| line.contains("3 word")), "{shown:?}");
    }

    proptest! {
        #[test]
        fn any_text_at_any_size(text in "[ -~é支\u{301}]{0,90}", width in 0u16..40, height in 0u16..6, left in 0usize..50, wrap: bool) {
            let note = text.len().is_multiple_of(3).then(|| Safe::clean("..9 MB"));
            let word = Safe::clean("a");
            let rows = vec![LogRow { note, ..row(&text, true) }, row(&text, false)];
            draw(&LogList { rows, wrap, left, search: Some(&word) }, width, height);
        }
    }
}
