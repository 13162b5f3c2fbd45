//! Moving: between panes, and within one.

use ratatui::layout::Rect;

use crate::flow::{Command, Model};

use super::{
    extent,
    log::Seek,
    sight::Sight,
    state::{Pane, State},
};

/// Columns of one step to the side.
const ASIDE: usize = 8;
/// No line is longer than this: 16 KiB.
const WIDEST: usize = 16 * 1024;

/// How many lines a pane has, and how many of them fit.
#[must_use]
pub fn reach(state: &State, model: &Model, pane: Pane) -> (usize, u16) {
    let sight = Sight::of(state, model);
    let room = extent::rooms(&sight, Rect::new(0, 0, state.area.0, state.area.1)).inner(pane);
    (extent::length(&sight, pane, room.width), extent::rows(pane, room))
}

pub fn focus(state: &mut State, pane: Pane) {
    state.focus = pane;
}

/// A pane over the whole screen, or back.
pub fn alone(state: &mut State, pane: Pane) {
    state.full = !(state.full && state.focus == pane);
    state.focus = pane;
}

/// Moves the cursor of the focused pane.
pub fn travel(state: &mut State, model: &Model, command: Command) {
    let pane = state.focus;
    if pane == Pane::Log {
        match command {
            Command::Left => state.log.look.left = state.log.look.left.saturating_sub(ASIDE),
            Command::Right if !state.log.look.wrap => {
                state.log.look.left = state.log.look.left.saturating_add(ASIDE).min(WIDEST);
            }
            _ => {}
        }
    }
    let (length, height) = reach(state, model, pane);
    let Some(lines) = command.travel(height) else { return };
    if let Some(cursor) = state.cursor(pane) {
        cursor.travel(lines, length, height);
    }
    if pane == Pane::Log {
        // Whoever goes to the end wants to stay there.
        let end = command == Command::Bottom && state.log.is_open();
        state.log.seek = if end { Seek::End } else { Seek::Stay };
    }
}
