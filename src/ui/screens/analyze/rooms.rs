//! How the screen is divided among its panes.

use ratatui::layout::Rect;

use crate::ui::widgets::{Frame, Panel};

use super::state::Pane;

/// From here on the panes stand side by side.
const WIDE: (u16, u16) = (120, 30);
/// Columns of the left side.
const LEFT: u16 = 52;
const INPUTS: u16 = 14;
const LEAVES: u16 = 9;

/// Where everything is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rooms {
    pub frame: Frame,
    /// Where they have no frame, they are a line each.
    pub inputs: Rect,
    pub leaves: Rect,
    pub panes: Vec<(Pane, Rect)>,
}

impl Rooms {
    /// Divides it. `lines` is how many the rules and the claims have.
    #[must_use]
    pub fn divide(area: Rect, focus: Pane, full: bool, lines: (usize, usize)) -> Self {
        let frame = if area.width >= WIDE.0 && area.height >= WIDE.1 { Frame::Box } else { Frame::Rule };
        if full {
            return Self { frame, inputs: Rect::ZERO, leaves: Rect::ZERO, panes: vec![(focus, area)] };
        }
        if frame == Frame::Box { side_by_side(area) } else { stacked(area, focus, lines) }
    }

    /// What a pane has for its lines.
    #[must_use]
    pub fn inner(&self, pane: Pane) -> Rect {
        let place = self.panes.iter().find(|(placed, _)| *placed == pane);
        place.map_or(Rect::ZERO, |(_, rect)| inside(self.frame, *rect))
    }
}

/// Within the frame, a blank from its edge.
#[must_use]
pub fn inside(frame: Frame, rect: Rect) -> Rect {
    let inner = Panel::inner(frame, rect);
    let blank = u16::from(inner.width > 1);
    Rect { x: inner.x + blank, width: inner.width - blank, ..inner }
}

/// ```text
/// INPUTS  | MODEL
/// LEAVES  | CLAIMS
/// RULES   | EVIDENCE
/// ```
fn side_by_side(area: Rect) -> Rooms {
    let left = Rect { width: LEFT.min(area.width), ..area };
    let right = Rect { x: left.right(), width: area.width.saturating_sub(left.width), ..area };
    let [inputs, leaves, rules] = down(left, [INPUTS, LEAVES]);
    let third = area.height / 3;
    let [model, claims, evidence] = down(right, [third + 1, third + 1]);
    let panes = vec![(Pane::Rules, rules), (Pane::Model, model), (Pane::Claims, claims), (Pane::Evidence, evidence)];
    Rooms { frame: Frame::Box, inputs, leaves, panes }
}

/// A line of inputs, one of what leaves, and the panes one below the other; the one with the keys gets more.
fn stacked(area: Rect, focus: Pane, lines: (usize, usize)) -> Rooms {
    let line = |y: u16| Rect { y: area.y + y.min(area.height), height: 1, ..area }.intersection(area);
    let body = Rect { y: area.y + 2.min(area.height), height: area.height.saturating_sub(2), ..area };
    let fit = |lines: usize, most: u16| u16::try_from(lines).unwrap_or(u16::MAX).clamp(1, most) + 1;
    let rules = fit(lines.0, if focus == Pane::Rules { 7 } else { 4 });
    let claims = fit(lines.1, if focus == Pane::Claims { 8 } else { 4 });
    let evidence = if focus == Pane::Evidence { 6 } else { 2 };
    let model = body.height.saturating_sub(rules + claims + evidence).max(2);
    let mut y = body.y;
    let wishes = [(Pane::Rules, rules), (Pane::Model, model), (Pane::Claims, claims), (Pane::Evidence, evidence)];
    let panes = wishes.map(|(pane, height)| {
        let rect = Rect { y, height: height.min(body.bottom().saturating_sub(y)), ..body };
        y = rect.bottom();
        (pane, rect)
    });
    Rooms {
        frame: Frame::Rule,
        inputs: line(0),
        leaves: line(1),
        panes: panes.into_iter().filter(|(_, at)| at.height > 1).collect(),
    }
}

fn down(area: Rect, heights: [u16; 2]) -> [Rect; 3] {
    let [first, second] = heights;
    let top = Rect { height: first.min(area.height), ..area };
    let middle = Rect { y: top.bottom(), height: second.min(area.height - top.height), ..area };
    let rest = Rect { y: middle.bottom(), height: area.bottom().saturating_sub(middle.bottom()), ..area };
    [top, middle, rest]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pane_stays_within_the_screen_and_none_overlap() {
        for (width, height) in [(80, 20), (100, 25), (120, 30), (160, 41), (80, 8), (300, 100)] {
            for focus in Pane::ALL {
                for lines in [(0, 0), (3, 9), (200, 200)] {
                    let area = Rect::new(0, 2, width, height);
                    let rooms = Rooms::divide(area, focus, false, lines);
                    let all: Vec<Rect> =
                        rooms.panes.iter().map(|(_, rect)| *rect).chain([rooms.inputs, rooms.leaves]).collect();
                    for (at, one) in all.iter().enumerate() {
                        assert_eq!(one.intersection(area), *one, "{one:?} at {width}x{height}");
                        assert!(all.iter().skip(at + 1).all(|other| !one.intersects(*other)), "{all:?}");
                    }
                    assert!(height < 20 || rooms.panes.len() == 4, "{rooms:?}");
                }
            }
        }
    }
}
