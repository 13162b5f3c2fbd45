//! A field for one line of text.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{buffer::Buffer, layout::Rect};
use tui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::{
    domain::text::Safe,
    ui::theme::{Role, Theme},
};

use super::{Phrase, phrase::put};

/// One line that is being typed. The editing is `TextArea`'s; what is drawn goes through the theme like all else.
#[derive(Debug, Clone, Default)]
pub struct Field {
    area: TextArea<'static>,
}

impl Field {
    /// A field that has text in it already, with the cursor behind it.
    #[must_use]
    pub fn with(text: &Safe) -> Self {
        let mut field = Self::default();
        field.paste(text);
        field
    }

    /// What was typed so far.
    #[must_use]
    pub fn text(&self) -> Safe {
        Safe::clean(self.line())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.line().is_empty()
    }

    /// Replaces what was typed.
    pub fn set(&mut self, text: &Safe) {
        *self = Self::with(text);
    }

    /// Takes an editing key; returns whether the text or the cursor changed.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let before = (self.line().to_owned(), self.area.cursor());
        match key.code {
            KeyCode::Enter | KeyCode::Tab | KeyCode::Esc => return false,
            KeyCode::Char('m' | 'j') if ctrl => return false,
            KeyCode::Char('u') if ctrl => drop(self.area.delete_line_by_head()),
            KeyCode::Char('a') if ctrl => self.area.move_cursor(CursorMove::Head),
            KeyCode::Char(c) if !ctrl && !key.modifiers.contains(KeyModifiers::ALT) => {
                self.paste(&c.to_string());
            }
            _ => drop(self.area.input(key)),
        }
        before != (self.line().to_owned(), self.area.cursor())
    }

    /// Takes in text at the cursor; several lines become one.
    pub fn paste(&mut self, text: &str) {
        let line = text.lines().collect::<Vec<_>>().join(" ");
        self.area.insert_str(Safe::clean(&line).as_str());
    }

    /// Draws it behind its prompt, with the cursor visible whatever the width.
    pub fn draw(&self, prompt: &Phrase, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let used = prompt.draw(theme, area, buffer);
        let area = Rect {
            x: area.x.saturating_add(used),
            width: area.width.saturating_sub(used),
            height: area.height.min(1),
            ..area
        };
        if area.is_empty() {
            return;
        }
        let cursor = self.area.cursor().1;
        let byte = self.line().char_indices().nth(cursor).map_or(self.line().len(), |(byte, _)| byte);
        let (before, after) = self.line().split_at_checked(byte).unwrap_or((self.line(), ""));
        let (before, after) = (theme.drawn(before), theme.drawn(after));
        let visible = last_columns(&before, usize::from(area.width.saturating_sub(1)));
        let style = theme.style(Role::Field);
        let x = put(buffer, area, visible, style);
        let rest = Rect { x: area.x.saturating_add(x), width: area.width.saturating_sub(x), ..area };
        put(buffer, rest, if after.is_empty() { " " } else { &after }, style);
        buffer.set_style(Rect { width: rest.width.min(1), ..rest }, theme.style(Role::Selected));
    }

    fn line(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }
}

/// The end of a text that fits into a width.
fn last_columns(text: &str, width: usize) -> &str {
    let (mut begin, mut used) = (text.len(), 0);
    for (start, grapheme) in text.grapheme_indices(true).rev() {
        used += grapheme.width();
        if used > width {
            break;
        }
        begin = start;
    }
    text.get(begin..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &str) -> Field {
        let mut field = Field::default();
        for c in keys.chars() {
            field.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
        }
        field
    }

    #[test]
    fn it_stays_one_line_whatever_is_pasted() {
        let mut field = typed("ns ");
        field.paste("a\nb\r\nc");
        assert_eq!(field.text().as_str(), "ns a b c");
        assert!(!field.key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)));
        assert_eq!(field.text().as_str(), "ns a b c");
    }

    #[test]
    fn ctrl_u_empties_it() {
        let mut field = typed("payments");
        assert!(field.key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL)));
        assert!(field.is_empty());
    }

    #[test]
    fn the_cursor_is_drawn_at_any_width() {
        let (field, theme) = (typed("a-very-long-namespace"), Theme::default());
        for width in 1..30 {
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
            field.draw(&Phrase::new(), &theme, buffer.area, &mut buffer);
            let cursor = theme.style(Role::Selected).add_modifier;
            assert!(buffer.content.iter().any(|cell| cell.modifier.contains(cursor)), "no cursor at {width}");
        }
    }
}
