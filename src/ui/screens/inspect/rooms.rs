//! How the screen is divided among its panes.

use ratatui::layout::Rect;

use crate::ui::widgets::{Frame, Panel};

use super::state::Pane;

/// From here on the panes stand side by side.
const WIDE: (u16, u16) = (120, 30);

/// Where the panes are. A pane that found no room is not among them.
#[derive(Debug, Clone)]
pub struct Rooms {
    pub frame: Frame,
    pub places: Vec<(Pane, Rect)>,
}

/// What the division goes by.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    pub focus: Pane,
    /// The focused pane alone.
    pub full: bool,
    /// How many lines each pane has, in the order of `Pane::ALL`.
    pub lines: [usize; 6],
    /// How many facts should be seen whatever else has to go.
    pub urgent: usize,
}

impl Rooms {
    #[must_use]
    pub fn divide(area: Rect, wish: Wish) -> Self {
        let wide = area.width >= WIDE.0 && area.height >= WIDE.1;
        let frame = if wide { Frame::Box } else { Frame::Rule };
        let places = if area.is_empty() {
            Vec::new()
        } else if wish.full {
            vec![(wish.focus, area)]
        } else if wide {
            side_by_side(area, wish)
        } else {
            stacked(area, wish)
        };
        Self { frame, places }
    }

    /// What a pane has for its content, without frame and title, a blank from the edge.
    #[must_use]
    pub fn inner(&self, pane: Pane) -> Rect {
        let place = self.places.iter().find(|(placed, _)| *placed == pane);
        let inner = place.map_or(Rect::ZERO, |(_, rect)| Panel::inner(self.frame, *rect));
        // The table of pods has its marks there.
        let blank = u16::from(pane != Pane::Pods && inner.width > 1);
        Rect { x: inner.x + blank, width: inner.width - blank, ..inner }
    }
}

/// One below the other, each under a rule:
///
/// ```text
/// --- facts ---
/// --- pods ----
/// --- events --
/// --- log -----
/// --- diff ----
/// ```
///
/// The pane with the keys gets more; what is least urgent goes where there is no room for all.
fn stacked(area: Rect, wish: Wish) -> Vec<(Pane, Rect)> {
    let third = area.height / 3;
    let urgent = u16::try_from(wish.urgent.min(5)).unwrap_or(5) + 1;
    let rounds: [(Option<Pane>, u16); 19] = [
        (None, 4),
        (Some(Pane::Facts), 3),
        (Some(Pane::Log), 3),
        (Some(Pane::Diff), 3),
        (Some(Pane::Pods), 3),
        (Some(Pane::Events), 2),
        (Some(Pane::Facts), urgent),
        (Some(Pane::Log), 5),
        (Some(Pane::Diff), 4),
        (None, third),
        (Some(Pane::Facts), 6),
        (Some(Pane::Diff), 7),
        (Some(Pane::Serving), 3),
        (None, u16::MAX),
        (Some(Pane::Log), u16::MAX),
        (Some(Pane::Diff), u16::MAX),
        (Some(Pane::Pods), u16::MAX),
        (Some(Pane::Events), u16::MAX),
        (Some(Pane::Facts), u16::MAX),
    ];
    let mut heights = [0_u16; 6];
    let mut left = area.height;
    for (pane, target) in rounds {
        let pane = pane.unwrap_or(wish.focus);
        let natural = wish.lines.get(pane as usize).copied().unwrap_or(0).max(1).saturating_add(1);
        let target = target.min(u16::try_from(natural).unwrap_or(u16::MAX));
        let Some(height) = heights.get_mut(pane as usize) else { continue };
        // A title alone says nothing: a pane gets two rows or none.
        let more = target.saturating_sub(*height).min(left);
        if *height + more >= 2 {
            *height += more;
            left -= more;
        }
    }
    if let Some(log) = heights.get_mut(Pane::Log as usize).filter(|height| **height > 0) {
        *log += left;
    }
    let mut y = area.y;
    let mut places = Vec::new();
    for (pane, height) in Pane::ALL.into_iter().zip(heights) {
        if height > 0 {
            places.push((pane, Rect { y, height, ..area }));
            y += height;
        }
    }
    places
}

/// In boxes:
///
/// ```text
/// +- facts --------------------+
/// +- pods ------++- events ----+
/// |             |+- serving ---+
/// +- log ----------++- diff ---+
/// ```
fn side_by_side(area: Rect, wish: Wish) -> Vec<(Pane, Rect)> {
    let [facts, pods, events, serving, ..] = wish.lines.map(|lines| u16::try_from(lines).unwrap_or(u16::MAX));
    let boxed = |lines: u16| lines.max(1).saturating_add(2);
    let facts = boxed(facts).min(if wish.focus == Pane::Facts { area.height / 2 } else { area.height / 3 + 2 });
    let rest = area.height - facts;
    let most = rest / 2;
    let serving =
        boxed(serving).min(if wish.focus == Pane::Serving { rest / 3 } else { 6 }).min(most.saturating_sub(4));
    let middle = boxed(pods).max(boxed(events).saturating_add(serving)).max(serving + 4).min(most);
    let left = area.width * 11 / 20;
    let log = area.width * 2 / 3;
    let top = Rect { height: facts, ..area };
    let row = Rect { y: area.y + facts, height: middle, ..area };
    let right = Rect { x: row.x + left, width: row.width - left, ..row };
    let bottom = Rect { y: row.y + middle, height: rest - middle, ..area };
    vec![
        (Pane::Facts, top),
        (Pane::Pods, Rect { width: left, ..row }),
        (Pane::Events, Rect { height: middle - serving, ..right }),
        (Pane::Serving, Rect { y: right.y + middle - serving, height: serving, ..right }),
        (Pane::Log, Rect { width: log, ..bottom }),
        (Pane::Diff, Rect { x: bottom.x + log, width: bottom.width - log, ..bottom }),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn heights(height: u16, focus: Pane) -> Vec<(Pane, u16)> {
        let wish = Wish { focus, full: false, lines: [6, 7, 4, 2, 123, 30], urgent: 3 };
        let rooms = Rooms::divide(Rect::new(0, 3, 80, height), wish);
        rooms.places.into_iter().map(|(pane, rect)| (pane, rect.height)).collect()
    }

    #[test]
    fn twenty_rows_show_the_reason_the_pods_the_log_and_the_diff() {
        let expected = [(Pane::Facts, 4), (Pane::Pods, 5), (Pane::Events, 2), (Pane::Log, 5), (Pane::Diff, 4)];
        assert_eq!(heights(20, Pane::Pods), expected);
        assert!(heights(20, Pane::Serving).contains(&(Pane::Serving, 3)));
        assert_eq!(heights(5, Pane::Pods), [(Pane::Pods, 5)]);
    }

    fn panes() -> impl Strategy<Value = Pane> {
        prop::sample::select(Pane::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn panes_never_overlap_nor_leave_the_area(
            (width, height) in (0u16..300, 0u16..120),
            focus in panes(),
            full: bool,
            lines in prop::array::uniform6(0usize..500),
            urgent in 0usize..20,
        ) {
            let area = Rect::new(2, 3, width, height);
            let rooms = Rooms::divide(area, Wish { focus, full, lines, urgent });
            for (at, (pane, rect)) in rooms.places.iter().enumerate() {
                prop_assert_eq!(rect.intersection(area), *rect);
                prop_assert!(Panel::inner(rooms.frame, *rect).area() > 0 || height < 2 || width < 3, "{:?} is empty", pane);
                for (other, second) in rooms.places.iter().skip(at + 1) {
                    prop_assert!(rect.intersection(*second).is_empty(), "{:?} lies over {:?}", pane, other);
                }
            }
            prop_assert!(height < 2 || width == 0 || rooms.places.iter().any(|(pane, _)| *pane == focus), "the focused pane is gone");
        }
    }
}
