//! Where the panes of the board are.
//!
//! ```text
//! narrower than 120          120 and wider                   160x45 and larger
//! -- ROLLOUTS -------        +- ROLLOUTS ---++- PREVIEW -+   +- ROLLOUTS ---++- PREVIEW -+
//!    ST  NAME  WHY           |  ST NAME WHY || ...       |   |              ||           |
//! >X FAIL ...                |              ||           |   |              |+- SOURCES -+
//!                            +--------------++-----------+   +--------------++-----------+
//! ```

use ratatui::layout::{Constraint, Layout, Rect};

use crate::ui::widgets::Frame;

/// The panes of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panes {
    pub frame: Frame,
    pub list: Rect,
    pub preview: Option<Rect>,
    pub sources: Option<Rect>,
}

/// The panes in an area.
#[must_use]
pub fn panes(area: Rect, sources: usize) -> Panes {
    if area.width < 120 {
        return Panes { frame: Frame::Rule, list: area, preview: None, sources: None };
    }
    let aside = (area.width / 3).clamp(40, 56);
    let [list, aside] = Layout::horizontal([Constraint::Min(0), Constraint::Length(aside)]).areas(area);
    if area.width < 160 || area.height < 40 {
        return Panes { frame: Frame::Box, list, preview: Some(aside), sources: None };
    }
    let lines = u16::try_from(sources * 2 + 2).unwrap_or(u16::MAX).clamp(5, area.height / 3);
    let [preview, sources] = Layout::vertical([Constraint::Min(0), Constraint::Length(lines)]).areas(aside);
    Panes { frame: Frame::Box, list, preview: Some(preview), sources: Some(sources) }
}

/// What is left of an area below its first line.
#[must_use]
pub fn below(area: Rect) -> Rect {
    Rect { y: area.y.saturating_add(1), height: area.height.saturating_sub(1), ..area }
}
