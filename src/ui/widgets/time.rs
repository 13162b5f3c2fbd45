//! Times as columns and sentences write them.

use jiff::Timestamp;

use crate::domain::text::Safe;

/// How long ago, in at most four characters: `45s`, `14m`, `2h`, `41d`; `-` where nobody knows.
#[must_use]
pub fn age(since: Option<Timestamp>, now: Timestamp) -> Safe {
    let Some(since) = since else { return Safe::from_static("-") };
    let seconds = now.duration_since(since).as_secs().max(0);
    Safe::clean(&match seconds {
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{}m", seconds / 60),
        3_600..86_400 => format!("{}h", seconds / 3_600),
        86_400..864_000_000 => format!("{}d", seconds / 86_400),
        _ => "old".to_owned(),
    })
}

/// The time of day in UTC: `03:09:02`.
#[must_use]
pub fn clock(at: Timestamp) -> Safe {
    Safe::clean(&at.strftime("%H:%M:%S").to_string())
}

/// A duration as strategies write it: `3m`, `1h30m`, `45s`.
#[must_use]
pub fn span(seconds: u64) -> String {
    let mut text = String::new();
    for (count, unit) in [(seconds / 3_600, 'h'), (seconds / 60 % 60, 'm'), (seconds % 60, 's')] {
        if count > 0 {
            text.push_str(&count.to_string());
            text.push(unit);
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn ages_are_short_and_a_clock_that_runs_ahead_is_no_age() {
        let now: Timestamp = "2026-01-01T03:09:02Z".parse().unwrap();
        for (seconds, expected) in [(-5, "0s"), (59, "59s"), (60, "1m"), (7_199, "1h"), (86_400 * 41, "41d")] {
            assert_eq!(age(Some(now - SignedDuration::from_secs(seconds)), now).as_str(), expected);
        }
        assert_eq!(age(None, now).as_str(), "-");
        assert_eq!(clock(now).as_str(), "03:09:02");
    }

    #[test]
    fn spans_are_exact() {
        for (seconds, expected) in [(0, "0s"), (45, "45s"), (180, "3m"), (90, "1m30s"), (5_400, "1h30m"), (7_200, "2h")]
        {
            assert_eq!(span(seconds), expected);
        }
    }
}
