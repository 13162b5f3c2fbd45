//! The patch as rows of the screen. Nothing of a line is cut off: a long one takes several rows. It knows what of it was read.

use crate::{
    domain::text::Safe,
    ui::widgets::{Cursor, DiffView, Seen, Unseen, wrap},
};

/// What stands behind the sign of a row that goes on with a line.
const GOES_ON: &str = "… ";

/// A patch, laid for a width.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    lines: Vec<Safe>,
    rows: Vec<Safe>,
    /// The line that each row is of.
    of: Vec<usize>,
    width: u16,
    height: u16,
    seen: Seen,
    pub cursor: Cursor,
}

impl Sheet {
    pub fn new(lines: Vec<Safe>) -> Self {
        Self { lines, ..Self::default() }
    }

    pub fn lines(&self) -> &[Safe] {
        &self.lines
    }

    pub fn rows(&self) -> &[Safe] {
        &self.rows
    }

    /// Lays it for a pane of this size; the line under the cursor stays there, and what was read stays read.
    pub fn lay(&mut self, width: u16, height: u16) {
        let is_new = self.rows.is_empty();
        if self.width != width || is_new {
            let at = self.of.get(self.cursor.at).copied();
            let laid = self.lines.iter().enumerate().flat_map(|(at, line)| rows(line, width).map(move |row| (at, row)));
            let (of, rows): (Vec<usize>, Vec<Safe>) = laid.unzip();
            self.seen.lay(&self.of, &of, |_| !is_new);
            (self.of, self.rows, self.width) = (of, rows, width);
            let first = |line: usize| self.of.iter().position(|of| *of >= line);
            let at = at.and_then(first).unwrap_or_default();
            self.cursor = Cursor { at, top: at.min(self.cursor.top) };
        }
        if is_new {
            // The first change, with its hunk above it.
            let at = DiffView::first_change(&self.rows);
            self.cursor = Cursor { at, top: at.saturating_sub(3) };
            // The headers above it name what the pane's title and the facts name.
            self.seen.look(0..at);
        }
        self.height = height;
        self.cursor.settle(self.rows.len(), height);
        self.look(height);
    }

    pub fn travel(&mut self, rows: isize, height: u16) {
        self.cursor.travel(rows, self.rows.len(), height);
        self.look(height);
    }

    /// Lines that were read, and lines that there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.lines.len().saturating_sub(self.seen.missed(&self.of).len()), self.lines.len())
    }

    /// What was never on the screen; nothing where all of it was.
    pub fn unread(&self) -> Option<Unseen> {
        self.seen.left(&self.cursor.window(self.rows.len(), self.height))
    }

    /// Whoever has seen it all may say yes to it.
    pub fn is_read(&self) -> bool {
        !self.rows.is_empty() && self.seen.is_all()
    }

    /// Takes note of what is in view. What was jumped over was not read.
    fn look(&mut self, height: u16) {
        self.seen.look(self.cursor.window(self.rows.len(), height));
    }
}

/// A line over as many rows as it takes, each with the line's sign.
fn rows(line: &Safe, width: u16) -> impl Iterator<Item = Safe> {
    let sign: String = line.chars().take(1).filter(|sign| matches!(sign, '+' | '-' | ' ')).collect();
    let first = wrap(line, width).into_iter().next().unwrap_or_default();
    let (head, rest) = (line.get(first.clone()).unwrap_or_default(), line.get(first.end..).unwrap_or_default());
    let room = width.saturating_sub(4).max(1);
    let more = if rest.is_empty() { Vec::new() } else { wrap(rest, room) };
    let more: Vec<Safe> = more
        .into_iter()
        .map(|row| Safe::line(&format!("{sign}{GOES_ON}{}", rest.get(row).unwrap_or_default())))
        .collect();
    std::iter::once(Safe::line(head)).chain(more)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(lines: &[&str]) -> Sheet {
        Sheet::new(lines.iter().map(|line| Safe::line(line)).collect())
    }

    #[test]
    fn nothing_of_a_long_line_is_cut_off_and_its_sign_stays() {
        let long = format!("+{}", "x".repeat(50));
        let mut sheet = sheet(&["@@ -1 +1 @@", &long]);
        sheet.lay(20, 9);
        assert!(sheet.rows()[1..].iter().all(|row| row.starts_with('+')), "{:?}", sheet.rows());
        let shown: usize = sheet.rows()[1..].iter().map(|row| row.matches('x').count()).sum();
        assert_eq!(shown, 50);
    }

    #[test]
    fn it_is_read_when_every_line_was_in_view_and_not_when_lines_were_jumped_over() {
        let lines: Vec<String> = (0..40).map(|n| format!("+{n}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mut jumped = sheet(&lines);
        jumped.lay(20, 10);
        assert_eq!(jumped.progress(), (10, 40));
        jumped.travel(isize::MAX, 10);
        assert_eq!((jumped.progress(), jumped.unread()), ((20, 40), Some(Unseen { above: 20, below: 0 })));
        let mut paged = sheet(&lines);
        paged.lay(20, 10);
        for _ in 0..5 {
            paged.travel(9, 10);
        }
        assert!(paged.is_read(), "{:?}", paged.progress());
        // Another width: what was read stays read.
        paged.lay(9, 4);
        assert!(paged.is_read());
    }

    #[test]
    fn a_line_that_does_not_fit_is_read_only_to_its_end() {
        let mut sheet = sheet(&[&format!("+{}", "y".repeat(500))]);
        sheet.lay(20, 5);
        assert_eq!(sheet.progress(), (0, 1));
        sheet.travel(isize::MAX, 5);
        assert!(!sheet.is_read(), "its middle was jumped over");
        sheet.travel(isize::MIN, 5);
        for _ in 0..30 {
            sheet.travel(4, 5);
        }
        assert!(sheet.is_read());
    }
}
