//! A question that is answered by typing a word; a wrong one is said and nothing is done, none at all is "no". A key that was meant for something else, when
//! the question came up, answers nothing.
//!
//! ```text
//! ┌ LOGIN eks-eu1 ─────────────────────────────────────────────┐
//! │ eks-eu1 wants to run a program that nobody has allowed.    │
//! │ program    /opt/acme/login                                 │
//! │                                                            │
//! │ type yes to run it, esc to leave it: ye█                   │
//! └────────────────────────────────────────────────────────────┘
//! ```

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Rect},
};

use crate::{
    domain::text::Safe,
    flow::{Reply, reply::Confirmation},
    ui::{
        theme::{Role, Theme},
        widgets::{Field, Frame, Panel, Phrase, end, wrap},
    },
};

/// As wide as a dialog of sentences is good to read.
const WIDEST: u16 = 100;

/// A question, and what was typed so far.
#[derive(Debug, Clone)]
pub struct Confirm {
    question: Confirmation,
    field: Field,
    /// What was typed instead.
    wrong: Option<Safe>,
}

impl Confirm {
    #[must_use]
    pub fn new(question: Confirmation) -> Self {
        Self { question, field: Field::default(), wrong: None }
    }

    pub fn key(&mut self, key: KeyEvent) -> Vec<Reply> {
        match key.code {
            KeyCode::Enter if self.field.text() == self.question.word => {
                vec![Reply::Close, Reply::Do(self.question.yes.clone())]
            }
            KeyCode::Enter if !self.field.text().is_empty() => {
                self.wrong = Some(self.field.text());
                self.field = Field::default();
                Vec::new()
            }
            KeyCode::Enter | KeyCode::Esc => vec![Reply::Close, Reply::Say(self.question.no.clone())],
            _ => {
                self.wrong = None;
                self.field.key(key);
                Vec::new()
            }
        }
    }

    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let width = area.width.min(WIDEST);
        let rows = self.rows(width.saturating_sub(4));
        let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(4).min(area.height);
        let area = area.centered(Constraint::Length(width), Constraint::Length(height));
        let title = Phrase::of(Role::Title, &self.question.title);
        let inner = Panel::new(Frame::Box, title).focused(true).draw(theme, area, buffer);
        let line =
            |y: u16| Rect { x: inner.x + 1, y, width: inner.width.saturating_sub(2), height: inner.height.min(1) };
        let last = inner.bottom().saturating_sub(1);
        let room = usize::from(inner.height.saturating_sub(2));
        // What does not fit is said: nobody agrees to what was out of sight.
        let (shown, hidden) = if rows.len() > room { (room.saturating_sub(1), true) } else { (rows.len(), false) };
        for (y, row) in (inner.y..last).zip(rows.iter().take(shown)) {
            row.draw(theme, line(y), buffer);
        }
        if hidden && room > 0 {
            let text = format_args!("{} lines more: make the window larger", rows.len() - shown);
            Phrase::of(Role::Warn, text).draw(theme, line(last.saturating_sub(2)), buffer);
        }
        if let Some(wrong) = &self.wrong {
            let text = format_args!("{} is not {}: nothing was done", end(wrong, 40), self.question.word);
            Phrase::of(Role::Bad, text).draw(theme, line(last.saturating_sub(1)), buffer);
        }
        let prompt = Phrase::of(Role::Text, "type ")
            .say(Role::Key, &self.question.word)
            .say(Role::Text, " to do it, ")
            .say(Role::Key, "esc")
            .say(Role::Text, " to leave it: ");
        self.field.draw(&prompt, theme, line(last), buffer);
    }

    fn rows(&self, width: u16) -> Vec<Phrase> {
        let role = |at: usize| if at == 0 { Role::Title } else { Role::Text };
        let of = |(at, text): (usize, &Safe)| {
            let parts = wrap(text, width).into_iter();
            let part = |range: std::ops::Range<usize>| {
                Phrase::of(role(at), format_args!("{}", text.get(range).unwrap_or_default().trim_end()))
            };
            parts.map(part).collect::<Vec<_>>()
        };
        self.question.text.iter().enumerate().flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;

    use super::*;
    use crate::flow::{
        Effect,
        reply::{Notice, Tone},
    };

    fn confirm() -> Confirm {
        Confirm::new(Confirmation {
            title: Safe::from_static("RUN IT?"),
            text: ["First.", "program /opt/login"].map(Safe::from_static).to_vec(),
            word: Safe::from_static("yes"),
            yes: Effect::Bell,
            no: Notice::new(Tone::Plain, "left"),
        })
    }

    fn answered(keys: &str, last: KeyCode) -> Vec<Reply> {
        let mut dialog = confirm();
        let key = |code| KeyEvent::new(code, KeyModifiers::NONE);
        let early: Vec<Reply> = keys.chars().flat_map(|c| dialog.key(key(KeyCode::Char(c)))).collect();
        assert_eq!(early, [], "nothing is answered before the end");
        dialog.key(key(last))
    }

    #[test]
    fn the_whole_word_and_enter_is_yes_and_all_else_is_no() {
        assert_eq!(answered("yes", KeyCode::Enter), [Reply::Close, Reply::Do(Effect::Bell)]);
        let no = [Reply::Close, Reply::Say(Notice::new(Tone::Plain, "left"))];
        for (keys, last) in [("", KeyCode::Enter), ("", KeyCode::Esc), ("yes", KeyCode::Esc)] {
            assert_eq!(answered(keys, last), no, "{keys:?}");
        }
    }

    #[test]
    fn a_wrong_word_is_said_and_does_nothing() {
        for wrong in ["y", "yes!", "jjy"] {
            let mut dialog = confirm();
            let enter = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
            let type_in = |dialog: &mut Confirm, text: &str| {
                text.chars().for_each(|c| drop(dialog.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))));
            };
            type_in(&mut dialog, wrong);
            assert_eq!(dialog.key(enter), []);
            let area = Rect::new(0, 0, 60, 9);
            let mut buffer = Buffer::empty(area);
            dialog.draw(&Theme::default(), area, &mut buffer);
            let text: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert!(text.contains(&format!("{wrong} is not yes: nothing was done")), "{text}");
            type_in(&mut dialog, "yes");
            assert_eq!(dialog.key(enter), [Reply::Close, Reply::Do(Effect::Bell)]);
        }
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let area = Rect::new(0, 0, 60, 7);
        let mut dialog = confirm();
        dialog.question.text = (0..9).map(|n| Safe::line(&format!("line {n}"))).collect();
        let mut buffer = Buffer::empty(area);
        dialog.draw(&Theme::default(), area, &mut buffer);
        let text: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert!(text.contains("line 1") && !text.contains("line 2"), "{text}");
        assert!(text.contains("7 lines more"), "{text}");
    }
}
