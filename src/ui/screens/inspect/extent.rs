//! How much each pane has to show, and the room that it gets for it.

use ratatui::layout::Rect;

use super::{
    panes::{facts, serving},
    rooms::{Rooms, Wish},
    sight::Sight,
    state::Pane,
};

/// How many lines a pane has at this width.
#[must_use]
pub fn length(sight: &Sight<'_>, pane: Pane, width: u16) -> usize {
    match pane {
        Pane::Facts => facts::lines(sight, width).len(),
        Pane::Pods => sight.pods.len(),
        Pane::Events => sight.events.len(),
        Pane::Serving => serving::lines(sight, width).len(),
        Pane::Log => sight.state.log.ring.len(),
        Pane::Diff => sight.state.questions.diff.known().map_or(0, |diff| diff.lines.len()),
    }
}

/// How the panes divide an area.
#[must_use]
pub fn rooms(sight: &Sight<'_>, area: Rect) -> Rooms {
    let width = area.width.saturating_sub(3);
    let mut lines = Pane::ALL.map(|pane| length(sight, pane, width));
    // The table of pods has a line of column names.
    if let Some(pods) = lines.get_mut(Pane::Pods as usize) {
        *pods += 1;
    }
    let urgent = facts::urgent(sight, width).len();
    Rooms::divide(area, Wish { focus: sight.state.focus, full: sight.state.full, lines, urgent })
}

/// How many rows of a pane's room hold lines of its list.
#[must_use]
pub fn rows(pane: Pane, room: Rect) -> u16 {
    if pane == Pane::Pods && room.height > 1 { room.height - 1 } else { room.height }
}
