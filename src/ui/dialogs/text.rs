//! Text to read, with a title: describe, YAML, calls, identities, help.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Rect},
};

use crate::{
    domain::text::Safe,
    flow::{Command, Effect, Reply},
    ui::{
        theme::{Role, Theme},
        widgets::{Field, Frame, Panel, Phrase, TextPane},
    },
};

/// As wide as a box of sentences is good to read.
const WIDEST: u16 = 100;

/// Text in a box over nearly all of the screen; the last word of all has a box of its own size.
#[derive(Debug, Clone)]
pub struct TextDialog {
    title: Safe,
    pane: TextPane,
    searching: Option<Field>,
    /// Whoever has read it leaves stanch.
    ends: bool,
}

impl TextDialog {
    #[must_use]
    pub fn new(title: Safe, lines: Vec<Safe>, area: Rect) -> Self {
        let mut dialog = Self { title, pane: TextPane::new(lines), searching: None, ends: false };
        dialog.resize(area);
        dialog
    }

    /// The same as the last word of all: enter leaves stanch.
    #[must_use]
    pub fn that_ends(self, area: Rect) -> Self {
        let mut dialog = Self { ends: true, ..self };
        dialog.resize(area);
        dialog
    }

    #[must_use]
    pub fn ends(&self) -> bool {
        self.ends
    }

    #[must_use]
    pub fn has_field(&self) -> bool {
        self.searching.is_some()
    }

    pub fn resize(&mut self, area: Rect) {
        if self.ends {
            // How high it is follows from how wide it is.
            let widest = Panel::inner(Frame::Box, Rect { width: area.width.min(WIDEST), ..area });
            self.pane.resize(widest.width, widest.height);
        }
        let inner = Panel::inner(Frame::Box, self.place(area));
        self.pane.resize(inner.width, inner.height);
    }

    fn place(&self, area: Rect) -> Rect {
        if !self.ends {
            return over(area);
        }
        let rows = u16::try_from(self.pane.rows()).unwrap_or(u16::MAX);
        area.centered(Constraint::Max(WIDEST), Constraint::Length(rows.saturating_add(2)))
    }

    pub fn command(&mut self, command: Command) -> Vec<Reply> {
        if let Some(rows) = command.travel(self.pane.height()) {
            self.pane.travel(rows);
            return Vec::new();
        }
        match command {
            Command::Filter => self.searching = Some(Field::default()),
            Command::NextMatch => self.pane.next_match(true),
            Command::PreviousMatch => self.pane.next_match(false),
            Command::Wrap => self.pane.toggle_wrap(),
            Command::Left => self.pane.shift(-8),
            Command::Right => self.pane.shift(8),
            Command::Back if self.pane.searched().is_some() => drop(self.pane.search(None)),
            Command::Open | Command::Quit if self.ends => return vec![Reply::Do(Effect::Quit)],
            Command::Back | Command::Quit => return vec![Reply::Close],
            Command::Copy => {
                let lines: Vec<&str> = self.pane.lines().iter().map(Safe::as_str).collect();
                return vec![Reply::Do(Effect::Copy { text: Safe::clean(&lines.join("\n")) })];
            }
            _ => {}
        }
        Vec::new()
    }

    pub fn key(&mut self, key: KeyEvent) -> Vec<Reply> {
        let Some(field) = &mut self.searching else { return Vec::new() };
        match key.code {
            KeyCode::Esc => {
                self.searching = None;
                self.pane.search(None);
            }
            KeyCode::Enter => self.searching = None,
            _ => {
                if field.key(key) {
                    self.pane.search(Some(field.text()));
                }
            }
        }
        Vec::new()
    }

    pub fn paste(&mut self, text: &str) {
        if let Some(field) = &mut self.searching {
            field.paste(text);
            self.pane.search(Some(field.text()));
        }
    }

    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let area = self.place(area);
        let title = Phrase::of(Role::Title, &self.title);
        let note = match self.pane.searched() {
            Some(word) => Phrase::of(Role::Match, format_args!("/{word}"))
                .say(Role::Text, "  ")
                .say(Role::Text, self.pane.place()),
            None => Phrase::of(Role::Text, self.pane.place()),
        };
        let inner = Panel::new(Frame::Box, title).note(note).focused(true).draw(theme, area, buffer);
        self.pane.draw(theme, inner, buffer);
        if let Some(field) = &self.searching {
            let line = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..inner };
            field.draw(&Phrase::of(Role::Key, " search: "), theme, line, buffer);
        }
    }
}

/// Where it stands above a screen: a margin where there is room for one.
fn over(area: Rect) -> Rect {
    let margin = if area.width >= 120 { 6 } else { 0 };
    Rect { x: area.x.saturating_add(margin), width: area.width.saturating_sub(2 * margin), ..area }
}
