//! The screens, one folder each.

pub mod analyze;
pub mod audit;
pub mod board;
pub mod inspect;
pub mod review;
pub mod walk;

use crossterm::event::KeyEvent;

use crate::{
    domain::text::Safe,
    flow::{
        Command, Event,
        reply::{Blank, Choice},
    },
};

/// What a screen is given: a command of its keymap, raw input for a field that it has open, or what happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    Command(Command),
    /// Only while the screen says that it has a field open.
    Key(KeyEvent),
    Paste(String),
    /// Answers and logs; what clusters say is in the model.
    Event(Event),
    /// A line of a `Dialog::Choose` was chosen.
    Chosen(Choice, usize),
    /// What a `Dialog::Input` asked for was typed.
    Typed(Blank, Safe),
    /// Time has passed; the model has it.
    Tick,
    /// What is known has changed; the model has it.
    Changed,
    /// The area that the screen's view gets; sent before anything else, and whenever it changes.
    Area {
        width: u16,
        height: u16,
    },
}
