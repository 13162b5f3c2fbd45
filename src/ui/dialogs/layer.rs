//! One dialog of the stack, whichever it is.

use crossterm::event::KeyEvent;
use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    flow::{Command, Reply},
    ui::theme::Theme,
};

use super::{Ask, Choose, Confirm, Input, Palette, TextDialog};

/// A dialog with its own state.
#[derive(Debug, Clone)]
pub enum Layer {
    Text(TextDialog),
    Palette(Palette),
    Choose(Choose),
    Ask(Ask),
    Confirm(Confirm),
    Input(Input),
}

impl Layer {
    /// Whether raw keys go to it.
    #[must_use]
    pub fn has_field(&self) -> bool {
        match self {
            Self::Text(dialog) => dialog.has_field(),
            Self::Palette(_) | Self::Ask(_) | Self::Confirm(_) | Self::Input(_) => true,
            Self::Choose(_) => false,
        }
    }

    /// Whether it asks to leave stanch.
    #[must_use]
    pub fn leaves(&self) -> bool {
        match self {
            Self::Text(dialog) => dialog.ends(),
            Self::Ask(dialog) => dialog.leaves(),
            Self::Palette(_) | Self::Choose(_) | Self::Confirm(_) | Self::Input(_) => false,
        }
    }

    pub fn command(&mut self, command: Command) -> Vec<Reply> {
        match self {
            Self::Text(dialog) => dialog.command(command),
            Self::Choose(dialog) => dialog.command(command),
            Self::Palette(_) | Self::Ask(_) | Self::Confirm(_) | Self::Input(_) => Vec::new(),
        }
    }

    pub fn key(&mut self, key: KeyEvent) -> Vec<Reply> {
        match self {
            Self::Text(dialog) => dialog.key(key),
            Self::Palette(dialog) => dialog.key(key),
            Self::Ask(dialog) => dialog.key(key),
            Self::Confirm(dialog) => dialog.key(key),
            Self::Input(dialog) => dialog.key(key),
            Self::Choose(_) => Vec::new(),
        }
    }

    /// Takes a paste, if it takes any: a question is never answered by one (B-11).
    pub fn paste(&mut self, text: &str) -> bool {
        match self {
            Self::Text(dialog) => dialog.paste(text),
            Self::Palette(dialog) => dialog.paste(text),
            Self::Input(dialog) => return dialog.paste(text),
            Self::Ask(_) | Self::Confirm(_) | Self::Choose(_) => return false,
        }
        true
    }

    /// Tells it the area above which it is shown.
    pub fn resize(&mut self, area: Rect) {
        match self {
            Self::Text(dialog) => dialog.resize(area),
            Self::Choose(dialog) => dialog.resize(area),
            Self::Palette(_) | Self::Ask(_) | Self::Confirm(_) | Self::Input(_) => {}
        }
    }

    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        match self {
            Self::Text(dialog) => dialog.draw(theme, area, buffer),
            Self::Palette(dialog) => dialog.draw(theme, area, buffer),
            Self::Choose(dialog) => dialog.draw(theme, area, buffer),
            Self::Ask(dialog) => dialog.draw(theme, area, buffer),
            Self::Confirm(dialog) => dialog.draw(theme, area, buffer),
            Self::Input(dialog) => dialog.draw(theme, area, buffer),
        }
    }

    /// The keys that are valid in it.
    #[must_use]
    pub fn hints(&self) -> Hints {
        match self {
            Self::Text(dialog) if dialog.has_field() => Hints::Keys("enter keep the search  esc leave it"),
            Self::Text(dialog) if dialog.ends() => Hints::Keys("enter leave stanch  esc go on  j k read"),
            Self::Text(_) => Hints::Commands(TEXT),
            Self::Palette(_) => Hints::Keys("enter run  tab complete  up/down choose  esc close"),
            Self::Choose(_) => Hints::Commands(CHOOSE),
            Self::Ask(_) => Hints::Keys("y yes  esc leave"),
            Self::Confirm(_) | Self::Input(_) => Hints::Keys("enter answer  esc leave"),
        }
    }
}

/// What the line of keys says of a dialog: keys of its field, or commands that have the keymap's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hints {
    Keys(&'static str),
    Commands(&'static [Command]),
}

const TEXT: &[Command] = &[
    Command::Down,
    Command::Up,
    Command::HalfPageDown,
    Command::Filter,
    Command::NextMatch,
    Command::Wrap,
    Command::Copy,
    Command::Back,
];
const CHOOSE: &[Command] = &[Command::Down, Command::Up, Command::Open, Command::Back];
