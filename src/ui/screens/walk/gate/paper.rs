//! Text that has to be read to its end: wrapped, never clipped, and it is known how far it was on the screen (T-3).

use std::ops::Range;

use crate::{
    domain::text::Safe,
    ui::{theme::Role, widgets::wrap},
};

/// Columns of the labels.
pub const LABEL: u16 = 9;

/// One line, before it is wrapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about, where that changes: `BLAST`. A line without takes the whole width.
    pub label: Option<&'static str>,
    pub role: Role,
    pub text: Safe,
}

/// One row of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub line: usize,
    pub range: Range<usize>,
}

/// Where in a text one is, and how much of it was shown without a gap from its beginning.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    lines: Vec<Line>,
    rows: Vec<Row>,
    size: (u16, u16),
    top: usize,
    read: usize,
}

impl Paper {
    /// Puts other text or another size under what is being read. What was read and is as it was stays read.
    pub fn lay(&mut self, lines: Vec<Line>, (width, height): (u16, u16)) {
        if self.lines == lines && self.size == (width, height) {
            return;
        }
        let same = self.lines.iter().zip(&lines).take_while(|(old, new)| old == new).count();
        let of = |row: Option<&Row>| row.map_or(usize::MAX, |row| row.line);
        let (read, top) = (of(self.rows.get(self.read)).min(same), of(self.rows.get(self.top)));
        self.rows = rows(&lines, width);
        (self.lines, self.size) = (lines, (width, height));
        let begin = |line: usize| self.rows.iter().position(|row| row.line >= line).unwrap_or(self.rows.len());
        (self.read, self.top) = (begin(read), if top == usize::MAX { 0 } else { begin(top) });
        self.travel(0);
    }

    pub fn height(&self) -> u16 {
        self.size.1
    }

    /// Scrolls by so many rows. Rows count as read only where no row before them was left out.
    pub fn travel(&mut self, rows: isize) {
        let last = self.rows.len().saturating_sub(usize::from(self.size.1.max(1)));
        self.top = self.top.saturating_add_signed(rows).min(last);
    }

    /// What is on the screen now has been seen.
    pub fn look(&mut self) {
        let window = self.window();
        if window.start <= self.read {
            self.read = self.read.max(window.end);
        }
    }

    /// How many rows were never on the screen; none where it was read to its end.
    pub fn unread(&self) -> Option<usize> {
        Some(self.rows.len().saturating_sub(self.read)).filter(|left| *left > 0)
    }

    /// `1-12 of 30`
    pub fn place(&self) -> Safe {
        let window = self.window();
        Safe::line(&format!("{}-{} of {}", (window.start + 1).min(window.end), window.end, self.rows.len()))
    }

    /// What is on the screen: each row, and whether it begins its line.
    pub fn shown(&self) -> impl Iterator<Item = (&Line, &str, bool)> {
        self.rows.get(self.window()).unwrap_or_default().iter().filter_map(|row| {
            let line = self.lines.get(row.line)?;
            Some((line, line.text.get(row.range.clone())?, row.range.start == 0))
        })
    }

    fn window(&self) -> Range<usize> {
        self.top..self.top.saturating_add(usize::from(self.size.1)).min(self.rows.len())
    }
}

/// How many rows a text takes.
pub fn count(lines: &[Line], width: u16) -> usize {
    rows(lines, width).len()
}

fn rows(lines: &[Line], width: u16) -> Vec<Row> {
    let of = |(at, line): (usize, &Line)| {
        let room = if line.label.is_some() { width.saturating_sub(LABEL) } else { width };
        wrap(&line.text, room).into_iter().map(move |range| Row { line: at, range }).collect::<Vec<_>>()
    };
    lines.iter().enumerate().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(count: usize) -> Vec<Line> {
        let line = |n| Line { label: None, role: Role::Text, text: Safe::line(&format!("line {n}")) };
        (0..count).map(line).collect()
    }

    fn paper(count: usize) -> Paper {
        let mut paper = Paper::default();
        paper.lay(lines(count), (40, 10));
        paper.look();
        paper
    }

    #[test]
    fn a_jump_to_the_end_is_no_reading() {
        let mut paper = paper(30);
        assert_eq!(paper.unread(), Some(20));
        paper.travel(isize::MAX);
        paper.look();
        assert_eq!(paper.unread(), Some(20));
        paper.travel(isize::MIN);
        for left in [Some(10), None] {
            paper.travel(10);
            paper.look();
            assert_eq!(paper.unread(), left);
        }
    }

    #[test]
    fn what_is_added_or_changes_has_to_be_read_and_the_rest_stays_read() {
        let mut paper = paper(10);
        assert_eq!(paper.unread(), None);
        paper.lay(lines(12), (40, 10));
        assert_eq!(paper.unread(), Some(2));
        let mut other = lines(12);
        other[3].text = Safe::from_static("something else");
        paper.lay(other, (40, 10));
        assert_eq!(paper.unread(), Some(9));
    }

    #[test]
    fn a_long_line_is_wrapped_and_not_clipped() {
        let mut paper = Paper::default();
        let text = Safe::line(&"word ".repeat(20));
        paper.lay(vec![Line { label: Some("BLAST"), role: Role::Text, text: text.clone() }], (29, 3));
        let shown: String = paper.shown().map(|(_, part, _)| part).collect();
        assert!(text.starts_with(&shown) && shown.len() < text.len());
        assert_eq!(paper.unread(), Some(5), "five rows of twenty columns, none looked at");
        paper.look();
        assert_eq!(paper.unread(), Some(2));
    }
}
