//! Many lines to read: scrolled, searched, wrapped.

use std::ops::Range;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::text::Safe,
    ui::theme::{Role, Theme},
};

use super::{Cursor, phrase::put, wrap_hanging};

/// What one line of the screen holds: part of a line of the text, so many columns to the right.
#[derive(Debug, Clone)]
struct Row {
    line: usize,
    range: Range<usize>,
    right: u16,
}

/// Lines, and where in them one is.
#[derive(Debug, Clone, Default)]
pub struct TextPane {
    lines: Vec<Safe>,
    wrapped: bool,
    rows: Vec<Row>,
    cursor: Cursor,
    left: usize,
    size: (u16, u16),
    search: Option<Safe>,
}

impl TextPane {
    #[must_use]
    pub fn new(lines: Vec<Safe>) -> Self {
        let mut pane = Self { lines, wrapped: true, ..Self::default() };
        pane.lay();
        pane
    }

    #[must_use]
    pub fn lines(&self) -> &[Safe] {
        &self.lines
    }

    /// Rows that its text takes.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Rows that its view has.
    #[must_use]
    pub fn height(&self) -> u16 {
        self.size.1
    }

    /// Tells it how much room its view has.
    pub fn resize(&mut self, width: u16, height: u16) {
        if self.size != (width, height) {
            self.size = (width, height);
            self.lay();
        }
    }

    /// Moves by rows; the pane has no cursor of its own, it scrolls.
    pub fn travel(&mut self, rows: isize) {
        let last = self.rows.len().saturating_sub(usize::from(self.size.1.max(1)));
        self.cursor.top = self.cursor.top.saturating_add_signed(rows).min(last);
    }

    /// Moves sideways, where lines are not wrapped.
    pub fn shift(&mut self, columns: isize) {
        self.left = if self.wrapped { 0 } else { self.left.saturating_add_signed(columns).min(4096) };
    }

    pub fn toggle_wrap(&mut self) {
        self.wrapped = !self.wrapped;
        self.left = 0;
        self.lay();
    }

    /// Searches from here on; `None` forgets the search. Returns how many rows match.
    pub fn search(&mut self, word: Option<Safe>) -> usize {
        self.search = word.filter(|word| !word.is_empty());
        let found = self.matching().count();
        if found > 0 && !self.matching().any(|row| row == self.cursor.top) {
            self.next_match(true);
        }
        found
    }

    #[must_use]
    pub fn searched(&self) -> Option<&Safe> {
        self.search.as_ref()
    }

    /// Goes to the next row that matches, or the one before; around the ends.
    pub fn next_match(&mut self, forward: bool) {
        let here = self.cursor.top;
        let next = if forward {
            self.matching().find(|row| *row > here).or_else(|| self.matching().next())
        } else {
            self.matching().take_while(|row| *row < here).last().or_else(|| self.matching().last())
        };
        if let Some(row) = next {
            self.cursor.top = row;
        }
    }

    /// `12-40 of 300`, for the pane's title.
    #[must_use]
    pub fn place(&self) -> Safe {
        let window = self.cursor.window(self.rows.len(), self.size.1);
        Safe::clean(&format!("{}-{} of {}", (window.start + 1).min(window.end), window.end, self.rows.len()))
    }

    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let window = self.cursor.window(self.rows.len(), area.height);
        for (y, row) in (area.y..).zip(self.rows.get(window).unwrap_or_default()) {
            let Some(text) = self.text(row) else { continue };
            let (x, width) = (area.x.saturating_add(row.right), area.width.saturating_sub(row.right));
            let row = Rect { x, y, width, height: 1 };
            let shown: String = text.chars().skip(self.left).collect();
            put(buffer, row, &theme.drawn(&shown), theme.style(Role::Text));
            self.mark(&shown, theme, row, buffer);
        }
    }

    fn mark(&self, text: &str, theme: &Theme, row: Rect, buffer: &mut Buffer) {
        let Some(word) = &self.search else { return };
        for at in find_all(text, word) {
            let before = text.get(..at).unwrap_or_default();
            let found = text.get(at..at + word.len()).unwrap_or_default();
            let columns = |text: &str| {
                u16::try_from(unicode_width::UnicodeWidthStr::width(theme.drawn(text).as_ref())).unwrap_or(u16::MAX)
            };
            let place = Rect { x: row.x.saturating_add(columns(before)), width: columns(found), ..row };
            buffer.set_style(place.intersection(row), theme.style(Role::Match));
        }
    }

    fn matching(&self) -> impl Iterator<Item = usize> {
        let word = self.search.clone().unwrap_or_default();
        self.rows.iter().enumerate().filter_map(move |(at, row)| {
            let text = self.text(row)?;
            (!word.is_empty() && !find_all(text, &word).is_empty()).then_some(at)
        })
    }

    fn text(&self, row: &Row) -> Option<&str> {
        self.lines.get(row.line)?.get(row.range.clone())
    }

    fn lay(&mut self) {
        let first = self.rows.get(self.cursor.top).map_or(0, |row| row.line);
        // Before it has a size there is nothing to lay for.
        let width = if self.wrapped && self.size.0 > 0 { self.size.0 } else { u16::MAX };
        let of = |(line, text): (usize, &Safe)| {
            wrap_hanging(text, width).into_iter().map(move |(right, range)| Row { line, range, right })
        };
        self.rows = self.lines.iter().enumerate().flat_map(of).collect();
        self.cursor.top = self.rows.iter().position(|row| row.line == first).unwrap_or_default();
        self.travel(0);
    }
}

/// Where a word stands in a text, whatever the case of its ASCII letters.
#[must_use]
pub fn find_all(text: &str, word: &str) -> Vec<usize> {
    if word.is_empty() {
        return Vec::new();
    }
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let windows = text.windows(word.len()).enumerate();
    windows.filter(|(_, window)| window.eq_ignore_ascii_case(word)).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pane() -> TextPane {
        let mut pane = TextPane::new((0..100).map(|n| Safe::clean(&format!("line {n} of the log"))).collect());
        pane.resize(40, 10);
        pane
    }

    #[test]
    fn it_scrolls_no_further_than_its_end() {
        let mut pane = pane();
        pane.travel(isize::MAX);
        assert_eq!(pane.place().as_str(), "91-100 of 100");
        pane.travel(isize::MIN);
        assert_eq!(pane.place().as_str(), "1-10 of 100");
    }

    #[test]
    fn a_search_goes_round_the_end() {
        let mut pane = pane();
        assert_eq!(pane.search(Some(Safe::clean("LINE 7"))), 11);
        assert_eq!(pane.place().as_str(), "8-17 of 100");
        pane.next_match(true);
        assert_eq!(pane.place().as_str(), "71-80 of 100");
        pane.next_match(false);
        pane.next_match(false);
        assert_eq!(pane.place().as_str(), "80-89 of 100");
    }

    #[test]
    fn the_same_line_stays_on_top_when_it_is_wrapped_anew() {
        let mut pane = pane();
        pane.travel(50);
        pane.resize(9, 10);
        assert_eq!(pane.rows[pane.cursor.top].line, 50);
    }

    #[test]
    fn an_empty_pane_draws_at_any_size() {
        let mut pane = TextPane::new(Vec::new());
        pane.resize(0, 0);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 1, 1));
        pane.draw(&Theme::default(), buffer.area, &mut buffer);
        assert_eq!(pane.place().as_str(), "0-0 of 0");
    }
}
