//! The palette: a command by its name, with completion.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use nucleo_matcher::{
    Config, Matcher,
    pattern::{CaseMatching, Normalization, Pattern},
};
use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::text::Safe,
    flow::Reply,
    ui::{
        theme::{Role, Theme},
        widgets::{Cursor, Field, Frame, Panel, Phrase, Text},
    },
};

/// Entries that are shown at once.
const SHOWN: u16 = 10;

/// Something that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What is run: `half-page-down`, `ns payments`.
    pub line: Safe,
    /// What it does.
    pub purpose: Text,
    /// The keys that do the same.
    pub keys: Safe,
}

impl AsRef<str> for Entry {
    fn as_ref(&self) -> &str {
        &self.line
    }
}

/// A line that is typed, and the entries that it may mean, the likeliest first.
#[derive(Debug, Clone)]
pub struct Palette {
    entries: Vec<Entry>,
    field: Field,
    found: Vec<usize>,
    cursor: Cursor,
}

impl Palette {
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Self {
        let found = (0..entries.len()).collect();
        Self { entries, field: Field::default(), found, cursor: Cursor::default() }
    }

    pub fn key(&mut self, key: KeyEvent) -> Vec<Reply> {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => return vec![Reply::Close],
            KeyCode::Backspace if self.field.is_empty() => return vec![Reply::Close],
            KeyCode::Enter => return self.run(),
            KeyCode::Up => self.cursor.travel(-1, self.found.len(), SHOWN),
            KeyCode::Down => self.cursor.travel(1, self.found.len(), SHOWN),
            KeyCode::Char('p') if ctrl => self.cursor.travel(-1, self.found.len(), SHOWN),
            KeyCode::Char('n') if ctrl => self.cursor.travel(1, self.found.len(), SHOWN),
            KeyCode::Tab => {
                if let Some(line) = self.chosen().map(|entry| entry.line.clone()) {
                    self.field.set(&line);
                    self.look();
                }
            }
            _ => {
                if self.field.key(key) {
                    self.look();
                }
            }
        }
        Vec::new()
    }

    pub fn paste(&mut self, text: &str) {
        self.field.paste(text);
        self.look();
    }

    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let shown = u16::try_from(self.found.len()).unwrap_or(u16::MAX).min(SHOWN);
        let height = (shown + 3).min(area.height);
        let area = Rect { y: area.bottom().saturating_sub(height), height, ..area };
        let inner = Panel::new(Frame::Box, Phrase::of(Role::Title, "COMMAND")).focused(true).draw(theme, area, buffer);
        let window = self.cursor.window(self.found.len(), inner.height.saturating_sub(1));
        let lines = self.found.get(window.clone()).unwrap_or_default();
        for ((y, at), index) in (inner.y..).zip(window).zip(lines) {
            let Some(entry) = self.entries.get(*index) else { continue };
            let row = Rect { y, height: 1, ..inner };
            let name = Phrase::of(Role::Text, format_args!(" {:<24} ", entry.line));
            name.say(Role::Muted, entry.purpose.clone()).draw(theme, row, buffer);
            Phrase::of(Role::Key, &entry.keys).say(Role::Text, " ").draw_right(theme, row, buffer);
            if at == self.cursor.at {
                buffer.set_style(row.intersection(buffer.area), theme.style(Role::Selected));
            }
        }
        let line = Rect { y: inner.bottom().saturating_sub(1), height: inner.height.min(1), ..inner };
        self.field.draw(&Phrase::of(Role::Key, ":"), theme, line, buffer);
    }

    fn chosen(&self) -> Option<&Entry> {
        self.entries.get(*self.found.get(self.cursor.at)?)
    }

    /// What was typed where it is a line of its own or has arguments; else the entry that is chosen.
    fn run(&self) -> Vec<Reply> {
        let typed = self.field.text();
        let whole = typed.contains(' ') || self.entries.iter().any(|entry| entry.line == typed);
        let line = if whole { typed } else { self.chosen().map_or(typed, |entry| entry.line.clone()) };
        if line.is_empty() {
            return vec![Reply::Close];
        }
        vec![Reply::Close, Reply::Line(line)]
    }

    fn look(&mut self) {
        let pattern = Pattern::parse(&self.field.text(), CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let mut found: Vec<(u32, usize)> = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            let name = nucleo_matcher::Utf32Str::new(&entry.line, &mut buffer);
            if let Some(score) = pattern.score(name, &mut matcher) {
                found.push((score, index));
            }
        }
        found.sort_by_key(|(score, index)| (std::cmp::Reverse(*score), *index));
        self.found = found.into_iter().map(|(_, index)| index).collect();
        self.cursor = Cursor::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn palette(typed: &str) -> Palette {
        let entry = |line| Entry { line: Safe::from_static(line), purpose: "".into(), keys: Safe::default() };
        let mut palette = Palette::new(["half-page-down", "help", "ns", "sort change", "quit"].map(entry).to_vec());
        palette.paste(typed);
        palette
    }

    fn run(palette: &mut Palette) -> Vec<Reply> {
        palette.key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE))
    }

    #[test]
    fn the_likeliest_entry_is_run_and_a_line_with_arguments_as_it_stands() {
        let line = |text| vec![Reply::Close, Reply::Line(Safe::from_static(text))];
        assert_eq!(run(&mut palette("hpd")), line("half-page-down"));
        assert_eq!(run(&mut palette("ns payments")), line("ns payments"));
        assert_eq!(run(&mut palette("ns")), line("ns"));
        assert_eq!(run(&mut palette("zzz")), line("zzz"));
        assert_eq!(run(&mut palette("")), line("half-page-down"));
    }

    #[test]
    fn tab_completes() {
        let mut palette = palette("sor");
        palette.key(KeyEvent::new(KeyCode::Tab, KeyModifiers::NONE));
        assert_eq!(palette.field.text().as_str(), "sort change");
    }
}
