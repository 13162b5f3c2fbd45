//! Where one is in a list that is too long to draw: only what is visible is ever built.

use std::ops::Range;

/// The selected line of a list, and the first that is visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    pub at: usize,
    pub top: usize,
}

impl Cursor {
    /// Moves by so many lines, and no further than the list goes.
    pub fn travel(&mut self, lines: isize, len: usize, height: u16) {
        self.at = self.at.saturating_add_signed(lines);
        self.settle(len, height);
    }

    /// Goes to a line.
    pub fn go(&mut self, at: usize, len: usize, height: u16) {
        self.at = at;
        self.settle(len, height);
    }

    /// Keeps the cursor in the list and the list's window around the cursor.
    pub fn settle(&mut self, len: usize, height: u16) {
        let height = usize::from(height.max(1));
        self.at = self.at.min(len.saturating_sub(1));
        self.top = self.top.min(len.saturating_sub(height)).min(self.at).max((self.at + 1).saturating_sub(height));
    }

    /// The lines that are visible.
    #[must_use]
    pub fn window(&self, len: usize, height: u16) -> Range<usize> {
        let top = self.top.min(len);
        top..top.saturating_add(usize::from(height)).min(len)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_cursor_is_always_visible(moves in prop::collection::vec((any::<isize>(), 0_usize..99, 0_u16..50), 1..30)) {
            let mut cursor = Cursor::default();
            for (lines, len, height) in moves {
                cursor.travel(lines, len, height);
                let window = cursor.window(len, height.max(1));
                prop_assert!(len == 0 || window.contains(&cursor.at), "{cursor:?} of {len} in {height}");
                prop_assert!(window.end <= len);
                prop_assert!(len < usize::from(height) || window.len() == usize::from(height.max(1)).min(len), "a gap below");
            }
        }
    }

    #[test]
    fn pages_stop_at_the_ends() {
        let mut cursor = Cursor::default();
        cursor.travel(isize::MAX, 100, 10);
        assert_eq!(cursor, Cursor { at: 99, top: 90 });
        cursor.travel(-5, 100, 10);
        assert_eq!(cursor, Cursor { at: 94, top: 90 });
        cursor.travel(isize::MIN, 100, 10);
        assert_eq!(cursor, Cursor::default());
    }
}
