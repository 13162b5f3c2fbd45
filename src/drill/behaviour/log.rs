//! What a container writes, made when it is read: thousands of lines a pod need no memory.

use std::{collections::BTreeMap, ops::Range, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};

use crate::drill::dice::Dice;

use super::template::{Occasion, Template};

/// So much of a log is made at a time.
const STRETCH: Duration = Duration::from_secs(20);

/// So many lines are kept of one run, about: a kubelet rotates at 10 MiB.
const KEPT: f64 = 50_000.0;

/// One line of a log, without its line feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Since the start of the run.
    pub after: Duration,
    pub text: String,
}

/// All that a run of a container writes, for ever: whoever reads it knows when the run ended. The same log gives the same lines, however it is cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    voices: Arc<[Voice]>,
    speaker: Arc<Speaker>,
}

/// Who writes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    pub namespace: String,
    pub pod: String,
    pub env: BTreeMap<String, String>,
    pub seed: u64,
}

/// One source of lines in a program: a step of its start, its requests, a loop that complains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    pub from: Duration,
    pub until: Option<Duration>,
    /// `None`: once. Otherwise once in every such slot, at a moment that chance chooses.
    pub every: Option<Duration>,
    /// What it says, one of them each time; a text may have several lines.
    pub says: Arc<[Template]>,
}

impl Log {
    #[must_use]
    pub fn new(voices: Arc<[Voice]>, speaker: Speaker) -> Self {
        Self { voices, speaker: Arc::new(speaker) }
    }

    /// The lines of a stretch of a run that started at `started`, in order, from its first moment up to but without its last. They are made as
    /// they are taken.
    pub fn lines(&self, started: Timestamp, stretch: Range<Duration>) -> impl Iterator<Item = Line> {
        let first = Some(stretch.start).filter(|first| *first < stretch.end);
        std::iter::successors(first, move |from| from.checked_add(STRETCH).filter(|from| *from < stretch.end))
            .flat_map(move |from| self.made(started, from..from.saturating_add(STRETCH).min(stretch.end)))
    }

    /// The last `count` lines before `until`.
    #[must_use]
    pub fn last(&self, started: Timestamp, until: Duration, count: usize) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut from = until;
        let mut step = STRETCH;
        while lines.len() < count && from > Duration::ZERO {
            let earlier = from.saturating_sub(step);
            lines.splice(..0, self.lines(started, earlier..from));
            from = earlier;
            step = step.saturating_mul(2);
        }
        lines.split_off(lines.len().saturating_sub(count))
    }

    /// The first moment whose lines are still kept at a later one, as the kubelet's rotation leaves them.
    #[must_use]
    pub fn kept(&self, until: Duration) -> Duration {
        let rate: f64 = self
            .voices
            .iter()
            .filter_map(|voice| voice.every)
            .filter(|every| !every.is_zero())
            .map(|every| 1.0 / every.as_secs_f64())
            .sum();
        Duration::try_from_secs_f64(KEPT / rate).map_or(Duration::ZERO, |kept| until.saturating_sub(kept))
    }

    fn made(&self, started: Timestamp, stretch: Range<Duration>) -> Vec<Line> {
        let mut lines = Vec::new();
        for (number, voice) in (1_u64..).zip(self.voices.iter()) {
            for (slot, after) in voice.moments(&stretch, self.speaker.seed ^ number.rotate_left(48)) {
                let seed = self.speaker.seed.wrapping_add(number.rotate_left(40)) ^ slot.rotate_left(20);
                self.write(&mut lines, started, after, seed, voice);
            }
        }
        lines.sort_by_key(|line: &Line| line.after);
        lines
    }

    fn write(&self, lines: &mut Vec<Line>, started: Timestamp, after: Duration, seed: u64, voice: &Voice) {
        let mut dice = Dice::new(seed);
        let chosen = usize::try_from(dice.below(voice.says.len() as u64)).unwrap_or(0);
        let Some(say) = voice.says.get(chosen) else { return };
        let passed = SignedDuration::try_from(after).unwrap_or(SignedDuration::MAX);
        let occasion = Occasion {
            at: started.saturating_add(passed).unwrap_or(Timestamp::MAX),
            seed: dice.roll(),
            pod: &self.speaker.pod,
            namespace: &self.speaker.namespace,
            env: &self.speaker.env,
        };
        let text = say.write(&occasion);
        lines.extend(text.lines().map(|line| Line { after, text: line.to_owned() }));
    }
}

impl Voice {
    /// When it speaks within a stretch: the slot, and the moment.
    fn moments(&self, stretch: &Range<Duration>, seed: u64) -> Vec<(u64, Duration)> {
        let Some(every) = self.every.map(nanos).filter(|every| *every > 0) else {
            return stretch.contains(&self.from).then_some((0, self.from)).into_iter().collect();
        };
        let end = self.until.map_or(stretch.end, |until| until.min(stretch.end));
        let first = nanos(stretch.start.saturating_sub(self.from)) / every;
        let last = nanos(end.saturating_sub(self.from)).div_ceil(every);
        (first..last)
            .map(|slot| {
                let within = Dice::new(seed ^ slot.wrapping_mul(0x2545_F491_4F6C_DD1D)).below(every);
                (slot, self.from + Duration::from_nanos(slot.saturating_mul(every).saturating_add(within)))
            })
            .filter(|(_, after)| *after >= stretch.start && *after < end)
            .collect()
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::behaviour::template::Words;

    const fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    fn say(text: &str) -> Template {
        Template::parse(text, &Words::new()).unwrap()
    }

    fn log(seed: u64) -> Log {
        let once = Voice { from: ms(1500), until: None, every: None, says: [say("up\n  at once")].into() };
        let requests = Voice {
            from: ms(2000),
            until: Some(ms(3_600_000)),
            every: Some(ms(100)),
            says: [say("{ts} GET {path} {ms}"), say("{ts} GET / {ms}"), say("{ts} WARN slow {id}")].into(),
        };
        Log::new([once, requests].into(), Speaker { seed, ..Speaker::default() })
    }

    fn started() -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn it_is_the_same_however_it_is_cut() {
        let whole: Vec<Line> = log(5).lines(started(), ms(0)..ms(90_000)).collect();
        assert_eq!(whole.len(), 2 + 880, "one text of two lines, then ten a second");
        assert!(whole.is_sorted_by_key(|line| line.after));
        let cuts = [0, 1500, 1501, 31_337, 60_000, 90_000];
        let pieces =
            cuts.windows(2).flat_map(|cut| log(5).lines(started(), ms(cut[0])..ms(cut[1])).collect::<Vec<_>>());
        assert_eq!(pieces.collect::<Vec<_>>(), whole);
        assert_eq!(log(5).last(started(), ms(90_000), 300), whole[whole.len() - 300..]);
        assert_eq!(log(5).last(started(), ms(90_000), 5000), whole);
        assert_ne!(log(6).lines(started(), ms(0)..ms(90_000)).collect::<Vec<_>>(), whole);
    }

    #[test]
    fn a_line_carries_its_own_time_and_chance_chooses() {
        let lines: Vec<Line> = log(1).lines(started(), ms(0)..ms(120_000)).collect();
        let third = &lines[2];
        let at = started() + SignedDuration::try_from(third.after).unwrap();
        assert!(third.text.starts_with(&at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()), "{third:?}");
        let slow = lines.iter().filter(|line| line.text.contains("WARN")).count();
        assert!((330..=460).contains(&slow), "a third of 1180, about: {slow}");
    }

    #[test]
    fn what_is_old_is_rotated_away() {
        let (day, log) = (ms(86_400_000), log(1));
        let kept = log.kept(day);
        assert_eq!(kept, ms(81_400_000), "ten lines a second");
        assert_eq!((log.kept(ms(60_000)), Log::default().kept(day)), (ms(0), ms(0)));
    }

    #[test]
    fn after_its_end_a_voice_is_silent() {
        assert_eq!(log(1).lines(started(), ms(3_600_000)..ms(7_200_000)).count(), 0);
        assert!(log(1).last(started(), ms(7_200_000), 1).len() == 1, "the last line is an hour old");
        assert_eq!(Log::default().last(started(), ms(5000), 10), []);
    }
}
