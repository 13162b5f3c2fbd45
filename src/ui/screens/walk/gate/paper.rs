//! Text that has to be read, all of it: wrapped, never clipped, and it is known what of it was on the screen (T-3).

use std::ops::Range;

use crate::{
    domain::text::Safe,
    ui::{
        theme::Role,
        widgets::{Seen, Unseen, wrap},
    },
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

/// Where in a text one is, and what of it was on the screen.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    lines: Vec<Line>,
    rows: Vec<Row>,
    size: (u16, u16),
    top: usize,
    seen: Seen,
}

impl Paper {
    /// Puts other text or another size under what is being read. What was read and is as it was stays read.
    pub fn lay(&mut self, lines: Vec<Line>, (width, height): (u16, u16)) {
        if self.lines == lines && self.size == (width, height) {
            return;
        }
        let of = |rows: &[Row]| rows.iter().map(|row| row.line).collect::<Vec<_>>();
        let laid = rows(&lines, width);
        let (before, now) = (of(&self.rows), of(&laid));
        self.seen.lay(&before, &now, |line| self.lines.get(line) == lines.get(line));
        let top = before.get(self.top).copied().unwrap_or_default();
        self.top = now.iter().position(|line| *line >= top).unwrap_or(now.len());
        (self.lines, self.rows, self.size) = (lines, laid, (width, height));
        self.travel(0);
    }

    pub fn height(&self) -> u16 {
        self.size.1
    }

    /// Scrolls by so many rows.
    pub fn travel(&mut self, rows: isize) {
        let last = self.rows.len().saturating_sub(usize::from(self.size.1.max(1)));
        self.top = self.top.saturating_add_signed(rows).min(last);
    }

    /// What is on the screen now has been seen.
    pub fn look(&mut self) {
        self.seen.look(self.window());
    }

    /// What was never on the screen; nothing where all of it was.
    pub fn unread(&self) -> Option<Unseen> {
        self.seen.left(&self.window())
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

    fn left(above: usize, below: usize) -> Unseen {
        Unseen { above, below }
    }

    #[test]
    fn what_a_jump_leaves_out_is_not_read_and_what_it_shows_is() {
        let mut paper = paper(30);
        assert_eq!(paper.unread(), Some(left(0, 20)));
        paper.travel(isize::MAX);
        paper.look();
        assert_eq!(paper.unread(), Some(left(10, 0)));
        paper.travel(-10);
        assert_eq!(paper.unread(), Some(left(0, 0)), "it was not looked at yet");
        paper.look();
        assert_eq!(paper.unread(), None);
    }

    #[test]
    fn what_is_added_or_changes_has_to_be_read_and_the_rest_stays_read() {
        let mut paper = paper(10);
        assert_eq!(paper.unread(), None);
        paper.lay(lines(30), (40, 10));
        assert_eq!(paper.unread(), Some(left(0, 20)));
        for _ in 0..2 {
            paper.travel(10);
            paper.look();
        }
        assert_eq!(paper.unread(), None);
        let mut other = lines(30);
        other[3].text = Safe::from_static("something else");
        paper.lay(other, (40, 10));
        assert_eq!(paper.unread(), Some(left(1, 0)));
    }

    #[test]
    fn a_long_line_is_wrapped_and_not_clipped() {
        let mut paper = Paper::default();
        let text = Safe::line(&"word ".repeat(20));
        paper.lay(vec![Line { label: Some("BLAST"), role: Role::Text, text: text.clone() }], (29, 3));
        let shown: String = paper.shown().map(|(_, part, _)| part).collect();
        assert!(text.starts_with(&shown) && shown.len() < text.len());
        assert_eq!(paper.unread(), Some(left(0, 2)), "five rows of twenty columns, three of them in view");
        paper.look();
        assert_eq!(paper.unread(), Some(left(0, 2)));
        paper.travel(2);
        paper.look();
        assert_eq!(paper.unread(), None);
    }
}
