//! When a container is ready.

use std::{sync::Arc, time::Duration};

/// Readiness from a moment on, counted from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    pub after: Duration,
    pub ready: bool,
}

/// Turns in order of time; before the first it is not ready.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readiness {
    turns: Arc<[Turn]>,
    flap: Option<Flap>,
}

/// From the first moment on, again and again: away for `down`, every `every`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flap {
    pub first: Duration,
    pub every: Duration,
    pub down: Duration,
}

impl Readiness {
    #[must_use]
    pub fn new(turns: &[Turn], flap: Option<Flap>) -> Self {
        let flap = flap.filter(|flap| flap.down > Duration::ZERO && flap.down < flap.every);
        Self { turns: turns.into(), flap }
    }

    /// Ready from then on.
    #[must_use]
    pub fn after(after: Duration) -> Self {
        Self::new(&[Turn { after, ready: true }], None)
    }

    /// Whether it is ready so long after its start.
    #[must_use]
    pub fn at(&self, after: Duration) -> bool {
        let turned = self.turns.iter().take_while(|turn| turn.after <= after).last().is_some_and(|turn| turn.ready);
        turned && self.flap.is_none_or(|flap| !flap.is_down(after))
    }

    /// The next moment at which it is otherwise than at `after`.
    #[must_use]
    pub fn next(&self, after: Duration) -> Option<Turn> {
        let now = self.at(after);
        let mut seen = after;
        // A flap that begins while a turn says "not ready" changes nothing: a few moments further something does, or nothing ever will.
        for _ in 0..=self.turns.len() + 4 {
            let turn = self.turns.iter().map(|turn| turn.after).find(|at| *at > seen);
            let flap = self.flap.map(|flap| flap.next(seen));
            seen = turn.into_iter().chain(flap).min()?;
            if self.at(seen) != now {
                return Some(Turn { after: seen, ready: !now });
            }
        }
        None
    }
}

impl Flap {
    fn is_down(&self, after: Duration) -> bool {
        after >= self.first && self.into(after) < self.down
    }

    /// The next moment at which it goes or comes.
    fn next(&self, after: Duration) -> Duration {
        if after < self.first {
            return self.first;
        }
        let into = self.into(after);
        let left = (if into < self.down { self.down } else { self.every }).saturating_sub(into);
        after + left
    }

    fn into(&self, after: Duration) -> Duration {
        let passed = after.saturating_sub(self.first).as_nanos();
        let into = passed.checked_rem(self.every.as_nanos()).unwrap_or(0);
        Duration::from_nanos(u64::try_from(into).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn turns(ready: &Readiness, count: usize) -> Vec<(u64, bool)> {
        let next = |turn: &Turn| ready.next(turn.after);
        let first = Turn { after: Duration::ZERO, ready: ready.at(Duration::ZERO) };
        std::iter::successors(Some(first), next).map(|turn| (turn.after.as_secs(), turn.ready)).take(count).collect()
    }

    #[test]
    fn it_turns_when_it_is_told_to() {
        let ready = Readiness::new(&[Turn { after: s(2), ready: true }, Turn { after: s(9), ready: false }], None);
        assert_eq!(turns(&ready, 9), [(0, false), (2, true), (9, false)]);
        assert_eq!((ready.at(s(8)), ready.at(s(9))), (true, false));
        assert_eq!(turns(&Readiness::default(), 9), [(0, false)], "without a turn it never becomes ready");
    }

    #[test]
    fn a_flap_comes_back_for_ever() {
        let flap = Flap { first: s(10), every: s(20), down: s(5) };
        let ready = Readiness::new(&[Turn { after: s(1), ready: true }], Some(flap));
        let expected = [(0, false), (1, true), (10, false), (15, true), (30, false), (35, true)];
        assert_eq!(turns(&ready, 6), expected);
        let never = Readiness::new(&[], Some(flap));
        assert_eq!(turns(&never, 9), [(0, false)], "what is never ready does not flap");
    }
}
