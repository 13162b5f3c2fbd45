//! Waiting longer each time (`client-go/util/flowcontrol/backoff.go`).

use jiff::{SignedDuration, Timestamp};

const FIRST: SignedDuration = SignedDuration::from_secs(10);
const LONGEST: SignedDuration = SignedDuration::from_secs(300);

/// 10 s, 20 s, 40 s … 5 min, and from the beginning again after ten quiet minutes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Backoff {
    entry: Option<(SignedDuration, Timestamp)>,
}

impl Backoff {
    /// How long is to be waited after `event`; nothing if it is over.
    #[must_use]
    pub fn left(&self, event: Timestamp, now: Timestamp) -> Option<SignedDuration> {
        let (length, last) = self.entry?;
        let fresh = event.duration_since(last) <= LONGEST * 2;
        (fresh && now.duration_since(event) < length).then_some(length)
    }

    /// Notes that it goes on now, after `event`.
    pub fn next(&mut self, event: Timestamp, now: Timestamp) {
        let again = self.entry.filter(|(_, last)| event.duration_since(*last) <= LONGEST * 2);
        let length = again.map_or(FIRST, |(length, _)| (length * 2).min(LONGEST));
        self.entry = Some((length, now));
    }
}

/// As Go writes durations of whole seconds: `10s`, `1m20s`, `5m0s`.
#[must_use]
pub fn words(length: SignedDuration) -> String {
    match (length.as_secs() / 60, length.as_secs() % 60) {
        (0, seconds) => format!("{seconds}s"),
        (minutes, seconds) => format!("{minutes}m{seconds}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_doubles_up_to_five_minutes_and_forgets_after_ten() {
        let at = |second: i64| Timestamp::from_second(1_000_000 + second).unwrap();
        let mut backoff = Backoff::default();
        let mut now = at(0);
        let mut waited = Vec::new();
        assert_eq!(backoff.left(now, now), None, "the first time nothing is waited for");
        for _ in 0..7 {
            backoff.next(now, now);
            now += SignedDuration::from_secs(1);
            let event = now;
            let length = backoff.left(event, now).unwrap();
            waited.push(words(length));
            now += length;
            assert_eq!(backoff.left(event, now), None);
        }
        assert_eq!(waited, ["10s", "20s", "40s", "1m20s", "2m40s", "5m0s", "5m0s"]);
        now += SignedDuration::from_secs(601);
        assert_eq!(backoff.left(now, now), None);
        backoff.next(now, now);
        assert_eq!(backoff.left(now, now).map(words).as_deref(), Some("10s"));
    }
}
