//! The cluster's clock: virtual, as fast as the drill wants it, or stepped by a test.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// What time it is in the simulated cluster.
#[derive(Debug, Clone)]
pub struct Clock {
    /// What it showed at `set`.
    base: Timestamp,
    pace: Pace,
}

#[derive(Debug, Clone)]
enum Pace {
    /// So many virtual seconds in a real one, counted from here.
    Running {
        set: Instant,
        speed: u32,
    },
    Stepped,
}

impl Clock {
    /// Stands still until it is stepped.
    #[must_use]
    pub fn stepped(base: Timestamp) -> Self {
        Self { base, pace: Pace::Stepped }
    }

    /// Runs `speed` times as fast as the real one, from `base` on.
    #[must_use]
    pub fn running(base: Timestamp, speed: u32) -> Self {
        Self { base, pace: Pace::Running { set: Instant::now(), speed: speed.max(1) } }
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.pace {
            Pace::Stepped => self.base,
            Pace::Running { set, speed } => {
                let passed = SignedDuration::try_from(set.elapsed() * *speed).unwrap_or(SignedDuration::MAX);
                self.base.saturating_add(passed).unwrap_or(Timestamp::MAX)
            }
        }
    }

    /// Moves a stepped clock on; a running one goes by itself.
    pub fn step(&mut self, by: SignedDuration) {
        if matches!(self.pace, Pace::Stepped) {
            self.base = self.base.saturating_add(by).unwrap_or(Timestamp::MAX);
        }
    }

    /// How much real time passes until the clock shows `at`; `None` where it does not run.
    #[must_use]
    pub fn until(&self, at: Timestamp) -> Option<std::time::Duration> {
        let Pace::Running { speed, .. } = &self.pace else { return None };
        let left = at.duration_since(self.now());
        Some(std::time::Duration::try_from(left).unwrap_or_default() / *speed)
    }
}
