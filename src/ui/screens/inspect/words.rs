//! Times, ages and amounts as this screen says them.

use jiff::Timestamp;

/// `12s`, `14m`, `2h 5m`, `6d 4h`.
#[must_use]
pub fn age(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}s"),
        (0, 0, _) => format!("{minutes}m"),
        (0, 1..=9, _) if minutes % 60 > 0 => format!("{hours}h {}m", minutes % 60),
        (0, _, _) => format!("{hours}h"),
        (1..=9, _, _) if hours % 24 > 0 => format!("{days}d {}h", hours % 24),
        _ => format!("{days}d"),
    }
}

/// The age of `then` at `now`; nothing where `then` is not known.
#[must_use]
pub fn age_of(then: Option<Timestamp>, now: Timestamp) -> Option<String> {
    then.map(|then| age(now.as_second().saturating_sub(then.as_second())))
}

/// `03:11:50`, always UTC; with the day where that is not today.
#[must_use]
pub fn clock(at: Timestamp, now: Timestamp) -> String {
    let day = |time: Timestamp| time.as_second().div_euclid(86_400);
    let format = if day(at) == day(now) { "%H:%M:%S" } else { "%m-%d %H:%M:%S" };
    at.strftime(format).to_string()
}

/// A count and its noun: `1 pod`, `3 pods`, `2,140 lines`.
#[must_use]
pub fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// `1,204`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bytes as limits are written: `212Mi`.
#[must_use]
pub fn memory(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(1 << 40, "Ti"), (1 << 30, "Gi"), (1 << 20, "Mi"), (1 << 10, "Ki")];
    let Some((size, unit)) = UNITS.into_iter().find(|(size, _)| bytes >= *size) else {
        return bytes.to_string();
    };
    let tenths = u128::from(bytes) * 10 / u128::from(size);
    if tenths >= 100 || tenths % 10 == 0 {
        format!("{}{unit}", tenths / 10)
    } else {
        format!("{}.{}{unit}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::quantity::units;

    #[test]
    fn ages_have_at_most_two_units() {
        let table = [(-5, "0s"), (59, "59s"), (60, "1m"), (3_600, "1h"), (7_500, "2h 5m"), (40_000, "11h")];
        let days = [(86_400, "1d"), (532_800, "6d 4h"), (864_000, "10d")];
        for (seconds, expected) in table.into_iter().chain(days) {
            assert_eq!(age(seconds), expected);
        }
    }

    #[test]
    fn amounts_read_as_limits_are_written() {
        let table = [("256Mi", "256Mi"), ("1.5Gi", "1.5Gi"), ("1G", "953Mi"), ("2048", "2Ki"), ("1e9", "953Mi")];
        for (written, shown) in table {
            assert_eq!(units(written).map(memory).as_deref(), Some(shown), "{written}");
        }
        for wrong in ["", "x", "12Xi", "-1", "1e99"] {
            assert_eq!(units(wrong), None, "{wrong}");
        }
        assert_eq!((grouped(7), grouped(1_204), grouped(1_000_000)), ("7".into(), "1,204".into(), "1,000,000".into()));
        assert_eq!((count(1, "line"), count(2_140, "line")), ("1 line".into(), "2,140 lines".into()));
    }
}
