//! A line of words, each with its role: what every widget draws its text with.

use std::ops::Deref;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    domain::text::Safe,
    ui::theme::{Role, Theme},
};

use super::cut;

/// Text that may be drawn: a literal of ours, or cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    Literal(&'static str),
    Safe(Safe),
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self::Literal(text)
    }
}

impl From<Safe> for Text {
    fn from(text: Safe) -> Self {
        Self::Safe(text)
    }
}

impl From<&Safe> for Text {
    fn from(text: &Safe) -> Self {
        Self::Safe(text.clone())
    }
}

/// A sentence made of clean parts: cleaning again changes nothing.
impl From<std::fmt::Arguments<'_>> for Text {
    fn from(text: std::fmt::Arguments<'_>) -> Self {
        Self::Safe(Safe::line(&text.to_string()))
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Literal(text) => text,
            Self::Safe(text) => text.as_str(),
        }
    }
}

/// A line of words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase {
    words: Vec<(Role, Text)>,
}

impl Phrase {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A phrase of one word.
    #[must_use]
    pub fn of(role: Role, text: impl Into<Text>) -> Self {
        Self::new().say(role, text)
    }

    /// Adds a word, right behind what there is.
    #[must_use]
    pub fn say(mut self, role: Role, text: impl Into<Text>) -> Self {
        self.words.push((role, text.into()));
        self
    }

    /// Adds another phrase's words.
    #[must_use]
    pub fn append(mut self, other: Self) -> Self {
        self.words.extend(other.words);
        self
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|(_, text)| text.is_empty())
    }

    /// Columns that it takes, as this theme draws it.
    #[must_use]
    pub fn width(&self, theme: &Theme) -> u16 {
        let width = self.words.iter().map(|(_, text)| theme.drawn(text).width()).sum::<usize>();
        u16::try_from(width).unwrap_or(u16::MAX)
    }

    /// Draws it on the first line of the area, cut at its end; returns how many columns it took.
    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) -> u16 {
        let mut left = area;
        for (role, text) in &self.words {
            let used = put(buffer, left, &cut::end(&theme.drawn(text), usize::from(left.width)), theme.style(*role));
            left = Rect { x: left.x.saturating_add(used), width: left.width.saturating_sub(used), ..left };
        }
        area.width.saturating_sub(left.width)
    }

    /// Draws it so that it ends where the area's first line ends.
    pub fn draw_right(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) -> u16 {
        let width = self.width(theme).min(area.width);
        let x = area.right().saturating_sub(width);
        self.draw(theme, Rect { x, width, ..area }, buffer)
    }
}

/// Puts text that this terminal can draw on the first line of an area; returns how many columns it took.
pub(super) fn put(buffer: &mut Buffer, area: Rect, text: &str, style: Style) -> u16 {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return 0;
    }
    let (end, _) = buffer.set_stringn(area.x, area.y, text, usize::from(area.width), style);
    end.saturating_sub(area.x)
}
