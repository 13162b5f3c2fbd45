//! Where the panes are.
//!
//! ```text
//! narrower than 120         120 and wider
//! -- REVIEW QUEUE ----      +- REVIEW QUEUE ------------+
//! >  F-203  ? pending       |>F-203  ? pending          |
//! -- F-203 PATCH -----      +---------------------------+
//! @@ -15,6 +15,9 @@         +- F-203 PATCH ---++- F-203 +
//! -- F-203 -----------      | @@ -15,6 +15,9 @| checks  |
//! CHECKS v applies          +-----------------++--------+
//! ```

use ratatui::layout::{Constraint, Layout, Rect};

use crate::ui::widgets::{Frame, Panel};

/// The panes of the screen.
#[derive(Debug, Clone, Copy)]
pub struct Panes {
    pub frame: Frame,
    pub queue: Rect,
    pub patch: Rect,
    pub facts: Rect,
}

impl Panes {
    /// What is left for the content of a pane.
    #[must_use]
    pub fn inner(&self, pane: Rect) -> Rect {
        Panel::inner(self.frame, pane)
    }
}

/// The panes in an area, with so many fixes in the list; or the patch alone.
#[must_use]
pub fn panes(area: Rect, fixes: usize, whole: bool) -> Panes {
    let frame = if area.width < 120 { Frame::Rule } else { Frame::Box };
    if whole {
        let none = Rect { height: 0, ..area };
        return Panes { frame, queue: none, patch: area, facts: none };
    }
    let rows = u16::try_from(fixes.max(1)).unwrap_or(u16::MAX);
    if area.width < 120 {
        let parts = [Constraint::Length(rows.min(4) + 2), Constraint::Min(3), Constraint::Length(8)];
        let [queue, patch, facts] = Layout::vertical(parts).areas(area);
        return Panes { frame, queue, patch, facts };
    }
    let [queue, below] = Layout::vertical([Constraint::Length(rows.min(10) + 3), Constraint::Min(0)]).areas(area);
    let aside = (area.width * 2 / 5).clamp(48, 80);
    let [patch, facts] = Layout::horizontal([Constraint::Min(0), Constraint::Length(aside)]).areas(below);
    Panes { frame, queue, patch, facts }
}
