//! A pane with a title: in a box, or under a rule where width is scarce.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    symbols::border,
    widgets::{Block, Clear, Widget},
};

use crate::ui::theme::{Role, Theme};

use super::{Phrase, phrase::put};

/// How a pane is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    Box,
    /// Only a line above, with the title in it.
    Rule,
}

/// A pane with a title on its left, and a note on its right.
#[derive(Debug, Clone)]
pub struct Panel {
    pub frame: Frame,
    pub title: Phrase,
    pub note: Phrase,
    /// Whether it has the keys: its border is another one, not only another colour.
    pub focused: bool,
}

const ASCII: border::Set<'_> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};
const ASCII_FOCUSED: border::Set<'_> = border::Set { horizontal_top: "=", horizontal_bottom: "=", ..ASCII };

impl Panel {
    #[must_use]
    pub fn new(frame: Frame, title: Phrase) -> Self {
        Self { frame, title, note: Phrase::new(), focused: false }
    }

    #[must_use]
    pub fn note(self, note: Phrase) -> Self {
        Self { note, ..self }
    }

    #[must_use]
    pub fn focused(self, focused: bool) -> Self {
        Self { focused, ..self }
    }

    /// What is left for the pane's content.
    #[must_use]
    pub fn inner(frame: Frame, area: Rect) -> Rect {
        match frame {
            Frame::Box => Block::bordered().inner(area),
            Frame::Rule => Rect { y: area.y.saturating_add(1), height: area.height.saturating_sub(1), ..area },
        }
    }

    /// Draws it over whatever is there; returns what is left for its content.
    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Rect {
        let area = area.intersection(buffer.area);
        Clear.render(area, buffer);
        if area.is_empty() {
            return area;
        }
        let set = match (theme.ascii, self.focused) {
            (true, false) => ASCII,
            (true, true) => ASCII_FOCUSED,
            (false, false) => border::PLAIN,
            (false, true) => border::DOUBLE,
        };
        let style = theme.style(if self.focused { Role::BorderFocused } else { Role::Border });
        match self.frame {
            Frame::Box => Block::bordered().border_set(set).border_style(style).render(area, buffer),
            Frame::Rule => {
                put(buffer, area, &set.horizontal_top.repeat(usize::from(area.width)), style);
            }
        }
        self.draw_titles(theme, area, buffer);
        Self::inner(self.frame, area)
    }

    fn draw_titles(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let edge = if self.frame == Frame::Box { 2 } else { 1 };
        let room = Rect {
            x: area.x.saturating_add(edge),
            width: area.width.saturating_sub(2 * edge),
            height: area.height.min(1),
            ..area
        };
        let padded = |phrase: &Phrase| Phrase::of(Role::Text, " ").append(phrase.clone()).say(Role::Text, " ");
        let mut free = room.width;
        if !self.title.is_empty() {
            let title = padded(&self.title);
            // The border's own style must not shine through.
            buffer.set_style(Rect { width: title.width(theme).min(room.width), ..room }, Style::reset());
            free = free.saturating_sub(title.draw(theme, room, buffer) + 1);
        }
        let note = padded(&self.note);
        if !self.note.is_empty() && note.width(theme) <= free {
            note.draw_right(theme, room, buffer);
        }
    }
}
