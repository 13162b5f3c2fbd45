//! The box that takes a paste: what came is told in words before anything is done with it (B-10, B-13).

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Rect},
};

use crate::{
    domain::{journal::Alias, text::Safe},
    logic::{
        evidence::{PASTE_CAP, detect_sort, take_in},
        redact::{Door, Numbers},
    },
    ui::{
        theme::{Role, Theme},
        widgets::{Frame, Panel, Phrase},
    },
};

/// Lines of it that are shown.
const SHOWN: usize = 6;

/// What was pasted so far, for an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    pub incident: Alias,
    pub text: String,
    pub cut: bool,
    /// Secrets in it whose formats are known; what this console knows besides is masked as well when it is taken in.
    masked: u32,
    /// What it is, in words; asked once for each paste.
    said: Safe,
    shown: Vec<Safe>,
}

/// What a key in the box came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    Stays,
    Leaves,
    /// Something else is to be brought: only in an empty box.
    Pull,
    File,
    Range,
    /// It is to be taken in.
    Done,
}

impl Intake {
    #[must_use]
    pub fn new(incident: Alias) -> Self {
        Self { incident, text: String::new(), cut: false, masked: 0, said: Safe::default(), shown: Vec::new() }
    }

    /// Adds a paste, or what was typed, up to what is kept.
    pub fn add(&mut self, text: &str) {
        let room = PASTE_CAP.saturating_sub(self.text.len());
        let end = (0..=room.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        self.text.push_str(text.get(..end).unwrap_or_default());
        self.cut |= self.text.len() + 4 > PASTE_CAP;
        // What is typed by hand is counted with the next paste, or when it is taken in.
        if text.len() > 4 {
            let masked = Door::new([]).and_then(|door| door.mask(&self.text, &mut Numbers::default()));
            self.masked = masked.map_or(0, |masked| masked.places);
        }
        self.look();
    }

    pub fn key(&mut self, key: KeyEvent) -> Typed {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => return Typed::Leaves,
            KeyCode::Char('g') if self.text.is_empty() => return Typed::Pull,
            KeyCode::Char('f') if self.text.is_empty() => return Typed::File,
            KeyCode::Char('r') if self.text.is_empty() => return Typed::Range,
            KeyCode::Enter if self.text.trim().is_empty() => {}
            KeyCode::Enter => return Typed::Done,
            KeyCode::Char('u') if ctrl => *self = Self::new(self.incident),
            KeyCode::Backspace => {
                self.text.pop();
                self.look();
            }
            KeyCode::Char(c) if !ctrl && !key.modifiers.contains(KeyModifiers::ALT) => {
                self.add(c.encode_utf8(&mut [0; 4]));
            }
            _ => {}
        }
        Typed::Stays
    }

    fn look(&mut self) {
        (self.said, self.shown) = match take_in(self.text.as_bytes()) {
            Ok(intake) => {
                let guess = detect_sort(&intake.text);
                let lines = if intake.lines == 1 { "1 line".to_owned() } else { format!("{} lines", intake.lines) };
                let shown = intake.text.lines().take(SHOWN).map(Safe::line).collect();
                let masked = match self.masked {
                    0 => None,
                    1 => Some(Safe::from_static("1 secret masked")),
                    masked => Some(Safe::line(&format!("{masked} secrets masked"))),
                };
                let facts = std::iter::once(&guess.words).chain(&intake.cut).chain(&masked).map(Safe::as_str);
                (Safe::line(&format!("{lines}: {}", facts.collect::<Vec<_>>().join(", "))), shown)
            }
            Err(_) => (Safe::default(), Vec::new()),
        };
    }

    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let height = u16::try_from(SHOWN + 6).unwrap_or(u16::MAX);
        let area = area.centered(Constraint::Length(area.width.saturating_sub(8)), Constraint::Length(height));
        let title = Phrase::of(Role::Title, format_args!("EVIDENCE FOR {}", self.incident));
        let inner = Panel::new(Frame::Box, title).focused(true).draw(theme, area, buffer);
        let inner = Rect { x: inner.x.saturating_add(1), width: inner.width.saturating_sub(2), ..inner };
        let line = |y: u16| Rect { y: inner.y.saturating_add(y), height: 1, ..inner }.intersection(inner);
        let said = if self.text.is_empty() {
            Phrase::of(Role::Text, "paste a diff, a log or a manifest now; it may have many lines")
        } else {
            let role = if self.cut || self.masked > 0 { Role::Warn } else { Role::Info };
            Phrase::of(role, &self.said)
        };
        said.draw(theme, line(0), buffer);
        for (y, shown) in (2..).zip(&self.shown) {
            Phrase::of(Role::Muted, shown).draw(theme, line(y), buffer);
        }
        if self.text.is_empty() {
            let keys = [("g", " the cluster"), ("f", " a file"), ("r", " a local repository")];
            let more = keys.into_iter().fold(Phrase::of(Role::Text, "or:  "), |line, (key, what)| {
                line.say(Role::Key, key).say(Role::Text, what).say(Role::Text, "   ")
            });
            more.draw(theme, line(2), buffer);
        }
        let keys = Phrase::of(Role::Key, "enter")
            .say(Role::Text, " take it in, secrets masked   ")
            .say(Role::Key, "ctrl-u")
            .say(Role::Text, " begin again   ")
            .say(Role::Key, "esc")
            .say(Role::Text, " leave");
        keys.draw(theme, line(inner.height.saturating_sub(1)), buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(intake: &mut Intake, code: KeyCode) -> Typed {
        intake.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn what_came_is_told_and_its_line_breaks_stay() {
        let mut intake = Intake::new(Alias::Incident(1));
        assert_eq!(press(&mut intake, KeyCode::Enter), Typed::Stays);
        intake.add("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n");
        assert_eq!(intake.said.as_str(), "5 lines: a unified diff of 1 file");
        assert_eq!(intake.text.lines().count(), 5);
        assert_eq!(press(&mut intake, KeyCode::Enter), Typed::Done);
        assert_eq!(press(&mut intake, KeyCode::Esc), Typed::Leaves);
    }

    #[test]
    fn no_more_is_kept_than_may_be_and_that_is_told() {
        let mut intake = Intake::new(Alias::Incident(1));
        intake.add(&"é".repeat(PASTE_CAP));
        assert!(intake.text.len() <= PASTE_CAP && intake.cut);
        intake.add("x");
        assert!(intake.text.len() <= PASTE_CAP);
    }
}
