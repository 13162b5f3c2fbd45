//! A line of free text: a reason, a note, a title, a name that has to be typed.
//!
//! ```text
//! ┌ REJECT F-203 ──────────────────────────────────────────────┐
//! │ restore STRIPE_API_KEY in chart/values.yaml                │
//! │                                                            │
//! │ why: it hides the ca█                                      │
//! │ enter does it   esc leaves it                              │
//! └────────────────────────────────────────────────────────────┘
//! ```

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Rect},
};

use crate::{
    flow::{
        Effect, Reply,
        reply::{Notice, Question, Then, Tone},
    },
    ui::{
        theme::{Role, Theme},
        widgets::{Field, Frame, Panel, Phrase, wrap},
    },
};

/// As wide as a dialog of sentences is good to read.
const WIDEST: u16 = 100;
/// More is not a line any more.
const LONGEST: usize = 2_000;

/// A question, and what was typed so far.
#[derive(Debug, Clone)]
pub struct Input {
    question: Question,
    field: Field,
}

impl Input {
    #[must_use]
    pub fn new(question: Question) -> Self {
        let field = Field::with(&question.begin);
        Self { question, field }
    }

    pub fn key(&mut self, key: KeyEvent) -> Vec<Reply> {
        match key.code {
            KeyCode::Enter => self.answer(),
            KeyCode::Esc => vec![Reply::Close],
            _ => {
                self.field.key(key);
                Vec::new()
            }
        }
    }

    /// Takes a paste, unless what is asked for has to be typed.
    pub fn paste(&mut self, text: &str) -> bool {
        if self.question.takes_paste {
            self.field.paste(text);
        }
        self.question.takes_paste
    }

    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let width = area.width.min(WIDEST);
        let rows = self.rows(width.saturating_sub(4));
        let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(5).min(area.height);
        let area = area.centered(Constraint::Length(width), Constraint::Length(height));
        let title = Phrase::of(Role::Title, &self.question.title);
        let inner = Panel::new(Frame::Box, title).focused(true).draw(theme, area, buffer);
        let line =
            |y: u16| Rect { x: inner.x + 1, y, width: inner.width.saturating_sub(2), height: inner.height.min(1) };
        let last = inner.bottom().saturating_sub(1);
        // What does not fit is said: nobody agrees to what was out of sight.
        let room = usize::from(inner.height.saturating_sub(3));
        let hidden = rows.len() > room;
        let shown = if hidden { room.saturating_sub(1) } else { rows.len() };
        for (y, row) in (inner.y..last).zip(rows.iter().take(shown)) {
            row.draw(theme, line(y), buffer);
        }
        if hidden && room > 0 {
            let text = format_args!("{} lines more: make the window larger", rows.len() - shown);
            Phrase::of(Role::Warn, text).draw(theme, line(last.saturating_sub(3)), buffer);
        }
        let prompt = Phrase::of(Role::Key, &self.question.hint).say(Role::Text, ": ");
        self.field.draw(&prompt, theme, line(last.saturating_sub(1)), buffer);
        let enter = if self.question.is_optional { " does it (empty is fine)   " } else { " does it   " };
        Phrase::of(Role::Key, "enter").say(Role::Text, enter).say(Role::Key, "esc").say(Role::Text, " leaves it").draw(
            theme,
            line(last),
            buffer,
        );
    }

    fn answer(&self) -> Vec<Reply> {
        let text = self.field.text();
        let complain = |text: &str| vec![Reply::Say(Notice::new(Tone::Warn, text))];
        if text.trim().is_empty() && !self.question.is_optional {
            return complain("nothing was typed: esc leaves it");
        }
        let count = text.chars().count();
        if count > LONGEST {
            return complain(&format!("{count} characters are too many: {LONGEST} at the most"));
        }
        let then = match self.question.then.clone() {
            Then::Order { ticket, order } => Reply::Do(Effect::Desk { ticket, order: Box::new(order.worded(text)) }),
            Then::Screen(blank) => Reply::Typed(blank, text),
        };
        vec![Reply::Close, then]
    }

    fn rows(&self, width: u16) -> Vec<Phrase> {
        let of = |text: &crate::domain::text::Safe| {
            let parts = wrap(text, width).into_iter();
            let part = |range: std::ops::Range<usize>| {
                Phrase::of(Role::Text, format_args!("{}", text.get(range).unwrap_or_default().trim_end()))
            };
            parts.map(part).collect::<Vec<_>>()
        };
        self.question.text.iter().flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;

    use super::*;
    use crate::{
        domain::{journal::Alias, text::Safe},
        flow::{desk::Order, effect::Ticket, reply::Blank},
    };

    fn note() -> Question {
        let order = Order::Note { alias: Alias::Incident(4), text: Safe::default() };
        Question::new("NOTE INC-4", "note", Then::Order { ticket: Ticket(7), order: Box::new(order) })
    }

    fn answered(question: Question, typed: &str, last: KeyCode) -> Vec<Reply> {
        let mut dialog = Input::new(question);
        let key = |code| KeyEvent::new(code, KeyModifiers::NONE);
        for c in typed.chars() {
            assert_eq!(dialog.key(key(KeyCode::Char(c))), [], "nothing is answered before the end");
        }
        dialog.key(key(last))
    }

    #[test]
    fn what_was_typed_becomes_the_words_of_the_order() {
        let order = Order::Note { alias: Alias::Incident(4), text: Safe::from_static("rev 40 was fine") };
        let made = Effect::Desk { ticket: Ticket(7), order: Box::new(order) };
        assert_eq!(answered(note(), "rev 40 was fine", KeyCode::Enter), [Reply::Close, Reply::Do(made)]);
        let blank = Blank::Guard(Safe::from_static("config"));
        let question = Question { then: Then::Screen(blank.clone()), ..note() };
        let typed = Reply::Typed(blank, Safe::from_static("both keys are optional"));
        assert_eq!(answered(question, "both keys are optional", KeyCode::Enter), [Reply::Close, typed]);
    }

    #[test]
    fn nothing_is_ordered_by_esc_by_an_empty_line_or_by_too_much() {
        assert_eq!(answered(note(), "half a though", KeyCode::Esc), [Reply::Close]);
        for typed in ["", "  ", &"x".repeat(LONGEST + 1)] {
            let answer = answered(note(), typed, KeyCode::Enter);
            assert!(matches!(answer.as_slice(), [Reply::Say(_)]), "{answer:?}");
        }
        let optional = Question { is_optional: true, ..note() };
        assert!(matches!(answered(optional, "", KeyCode::Enter).as_slice(), [Reply::Close, Reply::Do(_)]));
    }

    #[test]
    fn what_has_to_be_typed_is_not_pasted() {
        let mut dialog = Input::new(Question { takes_paste: false, ..note() });
        assert!(!dialog.paste("checkout"));
        assert!(dialog.field.is_empty());
        let mut dialog = Input::new(note());
        assert!(dialog.paste("two\nlines"));
        assert_eq!(dialog.field.text().as_str(), "two lines");
    }
}
