//! A question that `y` answers; everything else leaves.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Rect},
};

use crate::{
    domain::text::Safe,
    flow::{Effect, Reply},
    ui::{
        theme::{Role, Theme},
        widgets::{Frame, Panel, Phrase},
    },
};

/// A question.
#[derive(Debug, Clone)]
pub struct Ask {
    title: Safe,
    text: Safe,
    then: Effect,
}

impl Ask {
    #[must_use]
    pub fn new(title: Safe, text: Safe, then: Effect) -> Self {
        Self { title, text, then }
    }

    /// Whether it asks to leave stanch.
    #[must_use]
    pub fn leaves(&self) -> bool {
        self.then == Effect::Quit
    }

    #[must_use]
    pub fn key(&self, key: KeyEvent) -> Vec<Reply> {
        match key.code {
            KeyCode::Char('y') => vec![Reply::Close, Reply::Do(self.then.clone())],
            KeyCode::Char('n' | 'q') | KeyCode::Esc => vec![Reply::Close],
            _ => Vec::new(),
        }
    }

    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let width = u16::try_from(self.text.len() + 6).unwrap_or(u16::MAX);
        let area = area.centered(Constraint::Length(width), Constraint::Length(5));
        let inner =
            Panel::new(Frame::Box, Phrase::of(Role::Title, &self.title)).focused(true).draw(theme, area, buffer);
        let line = |y| Rect { x: inner.x + 1, y: inner.y + y, width: inner.width.saturating_sub(2), height: 1 };
        if inner.height >= 3 && inner.width > 2 {
            Phrase::of(Role::Text, &self.text).draw(theme, line(0), buffer);
            Phrase::of(Role::Key, "y").say(Role::Text, " yes   ").say(Role::Key, "esc").say(Role::Text, " leave").draw(
                theme,
                line(2),
                buffer,
            );
        }
    }
}
