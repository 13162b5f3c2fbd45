//! A choice of one line.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Rect},
};

use crate::{
    domain::text::Safe,
    flow::{Command, Reply, reply::Choice},
    ui::{
        theme::{Role, Theme},
        widgets::{Cursor, Frame, Panel, Phrase},
    },
};

/// Lines, one of which is taken.
#[derive(Debug, Clone)]
pub struct Choose {
    title: Safe,
    lines: Vec<Safe>,
    then: Choice,
    cursor: Cursor,
    height: u16,
}

impl Choose {
    #[must_use]
    pub fn new(title: Safe, lines: Vec<Safe>, then: Choice, area: Rect) -> Self {
        let mut dialog = Self { title, lines, then, cursor: Cursor::default(), height: 0 };
        dialog.resize(area);
        dialog
    }

    pub fn resize(&mut self, area: Rect) {
        self.height = Panel::inner(Frame::Box, self.place(area)).height;
        self.cursor.settle(self.lines.len(), self.height);
    }

    pub fn command(&mut self, command: Command) -> Vec<Reply> {
        if let Some(lines) = command.travel(self.height) {
            self.cursor.travel(lines, self.lines.len(), self.height);
            return Vec::new();
        }
        match command {
            Command::Open if !self.lines.is_empty() => vec![Reply::Close, Reply::Chosen(self.then, self.cursor.at)],
            Command::Back | Command::Quit => vec![Reply::Close],
            _ => Vec::new(),
        }
    }

    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let title = Phrase::of(Role::Title, &self.title);
        let inner = Panel::new(Frame::Box, title).focused(true).draw(theme, self.place(area), buffer);
        let window = self.cursor.window(self.lines.len(), inner.height);
        let lines = self.lines.get(window.clone()).unwrap_or_default();
        for ((y, at), line) in (inner.y..).zip(window).zip(lines) {
            let row = Rect { y, height: 1, ..inner };
            let mark = if at == self.cursor.at { ">" } else { " " };
            Phrase::of(Role::Text, mark).say(Role::Text, line).draw(theme, row, buffer);
            if at == self.cursor.at {
                buffer.set_style(row.intersection(buffer.area), theme.style(Role::Selected));
            }
        }
    }

    fn place(&self, area: Rect) -> Rect {
        let longest = self.lines.iter().map(|line| line.len()).chain([self.title.len() + 4]).max().unwrap_or_default();
        let length = |length: usize| Constraint::Length(u16::try_from(length).unwrap_or(u16::MAX));
        area.centered(length(longest + 3), length(self.lines.len() + 2))
    }
}
