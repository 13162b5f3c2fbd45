//! Which rows of a text were on the screen: whoever says yes to a text has seen all of it, in whatever order.

use std::{collections::BTreeSet, ops::Range};

use crate::domain::text::Safe;

/// For each row of a text, whether it was on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen(Vec<bool>);

/// Rows that were never on the screen, before and behind those that are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unseen {
    pub above: usize,
    pub below: usize,
}

impl Seen {
    /// Another width, or another text: each row's line, as it was and as it is. A row was seen if all of its line was, and the line is as it
    /// was.
    pub fn lay(&mut self, before: &[usize], now: &[usize], is_same: impl Fn(usize) -> bool) {
        let mut missed: BTreeSet<usize> = self.missed(before);
        missed.extend(now.iter().copied().filter(|line| !is_same(*line)));
        self.0 = now.iter().map(|line| !missed.contains(line)).collect();
    }

    /// Takes note of rows that are on the screen.
    pub fn look(&mut self, window: Range<usize>) {
        for seen in self.0.get_mut(window).unwrap_or_default() {
            *seen = true;
        }
    }

    #[must_use]
    pub fn is_all(&self) -> bool {
        self.0.iter().all(|seen| *seen)
    }

    /// What is left, for somebody who has this window on the screen; nothing where all was seen. Rows of the window that do not count yet are
    /// on neither side.
    #[must_use]
    pub fn left(&self, window: &Range<usize>) -> Option<Unseen> {
        let of = |range: Range<usize>| self.0.get(range).unwrap_or_default().iter().filter(|seen| !**seen).count();
        let end = window.end.min(self.0.len());
        (!self.is_all()).then(|| Unseen { above: of(0..window.start.min(end)), below: of(end..self.0.len()) })
    }

    /// The lines of which some row was not seen.
    #[must_use]
    pub fn missed(&self, lines: &[usize]) -> BTreeSet<usize> {
        self.0.iter().zip(lines).filter(|(seen, _)| !**seen).map(|(_, line)| *line).collect()
    }
}

impl Unseen {
    /// `12 lines below (space), 3 above (ctrl-b)`
    #[must_use]
    pub fn words(self) -> Safe {
        let lines = |count: usize| if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
        Safe::line(&match (self.above, self.below) {
            (0, 0) => "what is on the screen, in a moment".to_owned(),
            (0, below) => format!("{} below (space)", lines(below)),
            (above, 0) => format!("{} above (ctrl-b)", lines(above)),
            (above, below) => format!("{} below (space), {above} above (ctrl-b)", lines(below)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(rows: usize) -> Seen {
        let mut seen = Seen::default();
        seen.lay(&[], &(0..rows).collect::<Vec<_>>(), |_| false);
        seen
    }

    #[test]
    fn what_was_on_the_screen_counts_from_wherever_one_came() {
        let mut seen = laid(30);
        seen.look(20..30);
        assert_eq!(seen.left(&(20..30)), Some(Unseen { above: 20, below: 0 }));
        seen.look(0..10);
        let left = seen.left(&(0..10)).unwrap();
        assert_eq!((left, left.words().as_str()), (Unseen { above: 0, below: 10 }, "10 lines below (space)"));
        seen.look(9..19);
        let left = seen.left(&(9..18)).unwrap();
        assert_eq!(left.words().as_str(), "1 line below (space)");
        seen.look(19..20);
        assert!(seen.is_all() && seen.left(&(0..10)).is_none());
    }

    #[test]
    fn a_line_of_which_a_row_was_missed_has_to_be_seen_again_when_it_is_laid_anew() {
        let mut seen = Seen::default();
        let rows = [0, 1, 1, 2];
        seen.lay(&[], &rows, |_| false);
        seen.look(0..2);
        seen.look(3..4);
        assert_eq!(seen.missed(&rows), BTreeSet::from([1]));
        let narrow = [0, 0, 1, 1, 1, 2];
        seen.lay(&rows, &narrow, |_| true);
        assert_eq!(seen.missed(&narrow), BTreeSet::from([1]));
        seen.look(0..6);
        seen.lay(&narrow, &rows, |line| line != 2);
        assert_eq!(seen.missed(&rows), BTreeSet::from([2]), "it says something else now");
    }
}
