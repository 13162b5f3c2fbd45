//! The console's clock: the one place where the loop reads it.

use std::time::Duration;

use jiff::Timestamp;

/// The time of day.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the place")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// How long until the next whole second: a console's seconds change with everybody's.
#[must_use]
pub fn to_next_second(now: Timestamp) -> Duration {
    let past = now.subsec_nanosecond().rem_euclid(1_000_000_000).unsigned_abs();
    Duration::from_nanos(u64::from(1_000_000_000 - past))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_change_on_the_second() {
        let at = |text: &str| to_next_second(text.parse().unwrap());
        assert_eq!(at("2026-11-21T03:12:07.75Z"), Duration::from_millis(250));
        assert_eq!(at("2026-11-21T03:12:07Z"), Duration::from_secs(1));
        assert_eq!(at("1969-12-31T23:59:59.75Z"), Duration::from_millis(250));
    }
}
