//! The cleaning itself: one pass, nothing allocated for text that is clean already.

use std::{borrow::Cow, fmt::Write};

use unicode_width::UnicodeWidthChar;

use super::table::{Class, is_symbol};

/// Marks that one character may carry; scripts in use need four.
const MARKS: usize = 8;
const TAB: usize = 8;

/// Whether the text may have more than one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    Many,
    /// A line break is drawn as `‹LF›`.
    One,
}

/// Makes everything visible that a terminal would act upon or hide. Cleaning twice changes nothing.
pub(super) fn clean(text: &str, lines: Lines) -> Cow<'_, str> {
    let head = harmless(text.as_bytes(), lines);
    let Some((done, rest)) = text.split_at_checked(head).filter(|(_, rest)| !rest.is_empty()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 16);
    out.push_str(done);
    let mut pen = Pen::after(out, lines);
    let mut rest = rest;
    while let Some(c) = rest.chars().next() {
        pen.put(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if !rest.bytes().next().is_some_and(|b| b.is_ascii_graphic()) {
            continue;
        }
        let run = harmless(rest.as_bytes(), lines);
        if let Some((plain, after)) = rest.split_at_checked(run).filter(|_| run > 0) {
            pen.run(plain);
            rest = after;
        }
    }
    pen.finish()
}

/// How many bytes at the start are printable ASCII (and line breaks, where there may be some).
fn harmless(bytes: &[u8], lines: Lines) -> usize {
    const STEP: usize = 32;
    let plain = |b: &u8| matches!(b, b' '..=b'~') || (*b == b'\n' && lines == Lines::Many);
    // Without an early exit inside a step the compiler makes vectors of it.
    let steps = bytes.chunks_exact(STEP).take_while(|step| step.iter().fold(true, |all, b| all & plain(b))).count();
    let whole = steps * STEP;
    whole + bytes.iter().skip(whole).take_while(|b| plain(b)).count()
}

/// Writes cleaned text, and knows what came before.
struct Pen {
    out: String,
    lines: Lines,
    /// The character read last.
    last: char,
    /// Whether a mark has something to stand on.
    base: bool,
    marks: usize,
    /// Where the current line, or its last tab stop, is.
    stop: usize,
}

impl Pen {
    fn after(out: String, lines: Lines) -> Self {
        let last = out.chars().next_back().unwrap_or('\n');
        let stop = out.rfind('\n').map_or(0, |at| at + 1);
        Self { out, lines, last, base: last != '\n', marks: 0, stop }
    }

    /// Takes in printable ASCII.
    fn run(&mut self, plain: &str) {
        self.end_marks();
        if let Some(at) = plain.rfind('\n') {
            self.stop = self.out.len() + at + 1;
        }
        self.out.push_str(plain);
        self.last = plain.chars().next_back().unwrap_or(self.last);
        self.base = self.last != '\n';
    }

    fn put(&mut self, c: char) {
        let class = Class::of(c);
        if class != Class::Mark {
            self.end_marks();
        }
        match class {
            Class::Plain => {
                self.out.push(c);
                // A mark on a bracket of our own would disguise it.
                self.base = !matches!(c, '›' | '␛');
            }
            Class::Newline if self.lines == Lines::Many => {
                self.out.push(c);
                self.stop = self.out.len();
                self.base = false;
            }
            Class::Newline => self.visible(format_args!("‹LF›")),
            Class::Return => self.visible(format_args!("‹CR›")),
            Class::Escape => self.visible(format_args!("␛")),
            Class::Control => self.visible(format_args!("‹{:02X}›", u32::from(c))),
            Class::Tab => self.tab(),
            Class::Emoji if self.base && is_symbol(self.last) => {}
            Class::Hidden | Class::Emoji => self.code_point(c),
            Class::Mark => self.mark(c),
        }
        self.last = c;
    }

    fn mark(&mut self, c: char) {
        if !self.base {
            return self.code_point(c);
        }
        self.marks += 1;
        if self.marks <= MARKS {
            self.out.push(c);
        }
    }

    /// Says how many marks were left out.
    fn end_marks(&mut self) {
        let cut = self.marks.saturating_sub(MARKS);
        self.marks = 0;
        if cut > 0 {
            self.visible(format_args!("‹+{cut}›"));
        }
    }

    fn tab(&mut self) {
        let column: usize =
            self.out.get(self.stop..).unwrap_or_default().chars().filter_map(UnicodeWidthChar::width).sum();
        self.out.extend(std::iter::repeat_n(' ', TAB - column % TAB));
        self.stop = self.out.len();
        self.base = true;
    }

    fn code_point(&mut self, c: char) {
        self.visible(format_args!("‹U+{:04X}›", u32::from(c)));
    }

    fn visible(&mut self, marker: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(marker);
        self.base = false;
    }

    fn finish(mut self) -> Cow<'static, str> {
        self.end_marks();
        Cow::Owned(self.out)
    }
}
