//! Probes: when they ask, and what follows from the answers. What the answers are is the course's.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::drill::{behaviour::Course, engine::fields::Fields};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Startup,
    Readiness,
    Liveness,
}

impl Purpose {
    /// As events begin.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Startup => "Startup",
            Self::Readiness => "Readiness",
            Self::Liveness => "Liveness",
        }
    }

    /// What a probe would be told so long after the container started.
    fn answer(self, course: &Course, after: Duration) -> bool {
        match self {
            Self::Startup | Self::Readiness => course.ready.at(after),
            Self::Liveness => course.hangs.as_ref().is_none_or(|(hangs, _)| *hangs > after),
        }
    }

    /// When the answer may change next.
    fn turn(self, course: &Course, after: Duration) -> Option<Duration> {
        match self {
            Self::Startup | Self::Readiness => course.ready.next(after).map(|turn| turn.after),
            Self::Liveness => course.hangs.as_ref().map(|(hangs, _)| *hangs).filter(|hangs| *hangs > after),
        }
    }
}

/// The probe of a container that runs.
#[derive(Debug, Clone)]
pub struct Probe {
    pub purpose: Purpose,
    /// What counts now: as long as a startup probe has not passed, and at first, not.
    pub passes: bool,
    /// When it asks next; `None`: nothing that it could learn would be new.
    pub next: Option<Timestamp>,
    started: Timestamp,
    first: Timestamp,
    period: Duration,
    failures: u32,
    successes: u32,
    streak: (bool, u32),
}

/// What one answer brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub answer: bool,
    /// Whether the threshold of failures was reached with it.
    pub failed: bool,
}

impl Probe {
    /// The probe of a container spec, if it has one. The kubelet begins to ask about half a second after the start (later where the spec says so), and
    /// then at every period.
    #[must_use]
    pub fn of(container: &Value, purpose: Purpose, started: Timestamp, from: Timestamp) -> Option<Self> {
        let name = match purpose {
            Purpose::Startup => "startupProbe",
            Purpose::Readiness => "readinessProbe",
            Purpose::Liveness => "livenessProbe",
        };
        let spec = container.get(name).filter(|spec| spec.is_object())?;
        let number = |name: &str, least: u32| {
            spec.number(name).and_then(|number| u32::try_from(number).ok()).filter(|number| *number >= least)
        };
        let period = Duration::from_secs(number("periodSeconds", 1).unwrap_or(10).into());
        let delay = Duration::from_secs(number("initialDelaySeconds", 1).unwrap_or(0).into());
        let earliest = after(started, delay);
        let mut first = after(from, Duration::from_millis(500));
        if first < earliest {
            let missing = Duration::try_from(earliest.duration_since(first)).unwrap_or_default();
            first = after(first, steps(missing, period));
        }
        Some(Self {
            purpose,
            passes: purpose == Purpose::Liveness,
            next: Some(first),
            started,
            first,
            period,
            failures: number("failureThreshold", 1).unwrap_or(3),
            successes: number("successThreshold", 1).unwrap_or(1),
            streak: (false, 0),
        })
    }

    /// Asks, if it is time to.
    pub fn ask(&mut self, course: &Course, now: Timestamp) -> Option<Asked> {
        self.next.filter(|next| *next <= now)?;
        let since = Duration::try_from(now.duration_since(self.started)).unwrap_or_default();
        let answer = self.purpose.answer(course, since);
        self.streak = if self.streak.0 == answer { (answer, self.streak.1 + 1) } else { (answer, 1) };
        let enough = self.streak.1 >= if answer { self.successes } else { self.failures };
        if enough {
            self.passes = answer;
        }
        self.next = if answer && enough {
            // Nothing is heard of a probe that goes on to pass.
            self.purpose.turn(course, since).map(|turn| self.tick(after(self.started, turn)))
        } else {
            Some(after(now, self.period))
        };
        if answer && self.purpose == Purpose::Startup && enough {
            self.next = None;
        }
        Some(Asked { answer, failed: !answer && enough })
    }

    /// The first time at or after a moment at which it asks.
    fn tick(&self, at: Timestamp) -> Timestamp {
        let missing = Duration::try_from(at.duration_since(self.first)).unwrap_or_default();
        after(self.first, steps(missing, self.period))
    }
}

/// The least multiple of a period that is not less than a length.
fn steps(length: Duration, period: Duration) -> Duration {
    let count = length.as_nanos().div_ceil(period.as_nanos().max(1));
    period * u32::try_from(count).unwrap_or(u32::MAX)
}

/// A moment so much later.
#[must_use]
pub fn after(at: Timestamp, length: Duration) -> Timestamp {
    SignedDuration::try_from(length).ok().and_then(|length| at.checked_add(length).ok()).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::drill::behaviour::{Behaviours, Readiness, Run, Turn};

    fn course(turns: &[(u64, bool)], hangs: Option<u64>) -> Course {
        let env = std::collections::BTreeMap::new();
        let run = Run {
            namespace: "",
            pod: "",
            container: "",
            image: "",
            command: "",
            env: &env,
            config: &env,
            restarts: 0,
            seed: 0,
            at: Timestamp::UNIX_EPOCH,
        };
        let turns: Vec<Turn> =
            turns.iter().map(|(after, ready)| Turn { after: Duration::from_secs(*after), ready: *ready }).collect();
        let ready = Readiness::new(&turns, None);
        Course {
            ready,
            hangs: hangs.map(|after| (Duration::from_secs(after), "".into())),
            ..Behaviours::default().course(&run)
        }
    }

    fn asked(probe: &mut Probe, course: &Course, until: i64) -> Vec<(i64, bool, bool)> {
        let mut all = Vec::new();
        while let Some(at) = probe.next.filter(|at| at.as_second() < until) {
            let asked = probe.ask(course, at).unwrap();
            all.push((at.as_second(), asked.answer, probe.passes));
        }
        all
    }

    #[test]
    fn readiness_turns_after_its_thresholds_and_is_quiet_between() {
        let start = Timestamp::from_second(0).unwrap();
        let spec = json!({"readinessProbe": {"periodSeconds": 5, "failureThreshold": 2}});
        let mut probe = Probe::of(&spec, Purpose::Readiness, start, start).unwrap();
        let seen = asked(&mut probe, &course(&[(7, true), (100, false), (112, true)], None), 1000);
        let expected = [
            (0, false, false),
            (5, false, false),
            (10, true, true),
            (100, false, true),
            (105, false, false),
            (110, false, false),
            (115, true, true),
        ];
        assert_eq!(seen, expected);
        assert_eq!(probe.next, None);
    }

    #[test]
    fn a_liveness_probe_asks_when_the_process_hangs() {
        let start = Timestamp::from_second(0).unwrap();
        let spec = json!({"livenessProbe": {"periodSeconds": 10, "initialDelaySeconds": 15}});
        let mut probe = Probe::of(&spec, Purpose::Liveness, start, start).unwrap();
        let seen = asked(&mut probe, &course(&[], Some(61)), 95);
        assert_eq!(seen, [(20, true, true), (70, false, true), (80, false, true), (90, false, false)]);
        assert!(Probe::of(&json!({}), Purpose::Liveness, start, start).is_none());
    }
}
