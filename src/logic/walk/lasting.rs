//! What the looks of a condition add up to: once, a verify (`within`), a hold (`for`).

use jiff::Timestamp;

use crate::domain::{Truth, action::Sample};

use super::course::{later, seconds_between};

/// Seconds between two looks of a verify or hold.
pub(super) const EVERY: u64 = 5;
/// A gap of more seconds between two looks starts a hold again; a No that lasts so long ends it.
const GAP: u64 = 15;

/// How long a condition looks, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Once,
    Within(u64),
    For { hold: u64, timeout: u64 },
}

/// The answer, once there is one. `samples` are in order of time, the newest last; `since` is when the node was reached.
pub(super) fn settled(span: Span, since: Timestamp, samples: &[Sample]) -> Option<Truth> {
    let Sample { at, holds } = *samples.last()?;
    match span {
        Span::Once => Some(holds),
        Span::Within(_) if holds == Truth::Yes => Some(Truth::Yes),
        Span::Within(seconds) => (at >= later(since, seconds)).then_some(holds),
        Span::For { hold, timeout } => {
            let limit = later(since, hold.saturating_add(timeout));
            let lasts = seconds_between(unbroken(samples), at);
            match holds {
                // One pod that is not ready for one look starts it again, like what could not be seen.
                Truth::No => (lasts >= GAP || at >= limit).then_some(Truth::No),
                Truth::Unknown => (at >= limit).then_some(Truth::Unknown),
                Truth::Yes if lasts >= hold => Some(Truth::Yes),
                // A hold that began again in time may still end; one that never lasted did not hold.
                Truth::Yes => (at >= later(limit, hold)).then(|| worst(samples)),
            }
        }
    }
}

/// What a hold that was broken again and again comes to.
fn worst(samples: &[Sample]) -> Truth {
    if samples.iter().any(|sample| sample.holds == Truth::No) { Truth::No } else { Truth::Unknown }
}

/// Since when the newest answer stands without a break.
fn unbroken(samples: &[Sample]) -> Timestamp {
    let (mut began, holds) = samples.last().map_or((Timestamp::MAX, Truth::Unknown), |last| (last.at, last.holds));
    for sample in samples.iter().rev() {
        if sample.holds != holds || began.duration_since(sample.at).as_millis() > i128::from(GAP * 1000) {
            break;
        }
        began = sample.at;
    }
    began
}

#[cfg(test)]
mod tests {
    use super::*;
    use Truth::{No, Unknown, Yes};

    fn after(span: Span, looks: &[(i64, Truth)]) -> Option<Truth> {
        let sample = |(at, holds): &(i64, Truth)| Sample { at: Timestamp::from_second(*at).unwrap(), holds: *holds };
        settled(span, Timestamp::UNIX_EPOCH, &looks.iter().map(sample).collect::<Vec<_>>())
    }

    #[test]
    fn once_is_what_was_seen() {
        for holds in [Yes, No, Unknown] {
            assert_eq!(after(Span::Once, &[(0, holds)]), Some(holds));
        }
        assert_eq!(after(Span::Once, &[]), None);
    }

    #[test]
    fn a_verify_waits_for_yes_and_ends_with_what_it_saw_last() {
        let span = Span::Within(60);
        assert_eq!(after(span, &[(0, No), (5, Unknown)]), None);
        assert_eq!(after(span, &[(0, No), (5, Yes)]), Some(Yes));
        assert_eq!(after(span, &[(59, No)]), None);
        assert_eq!(after(span, &[(60, No)]), Some(No));
        assert_eq!(after(span, &[(55, No), (60, Unknown)]), Some(Unknown), "unknown is not no");
        assert_eq!(after(span, &[(90, Yes)]), Some(Yes), "a late yes is a yes");
    }

    #[test]
    fn a_hold_needs_all_its_seconds_without_a_break() {
        let span = Span::For { hold: 20, timeout: 30 };
        assert_eq!(after(span, &[(0, Yes), (10, Yes), (19, Yes)]), None);
        assert_eq!(after(span, &[(0, Yes), (10, Yes), (20, Yes)]), Some(Yes));
        assert_eq!(after(span, &[(0, Yes), (5, No)]), None, "one bad look starts it again");
        assert_eq!(after(span, &[(0, Yes), (5, No), (10, Yes), (30, Yes)]), None, "a gap");
        let blip = [(0, Yes), (5, No), (10, Yes), (15, Yes), (20, Yes), (25, Yes), (30, Yes)];
        assert_eq!(after(span, &blip), Some(Yes), "all its seconds after the bad look");
        assert_eq!(after(span, &[(0, Yes), (5, No), (10, No), (15, No)]), None);
        assert_eq!(after(span, &[(0, Yes), (5, No), (10, No), (15, No), (20, No)]), Some(No), "it lasts");
        assert_eq!(after(span, &[(0, Yes), (50, No)]), Some(No), "there is no time left to start again");
        assert_eq!(after(span, &[(0, Yes), (49, No), (70, Yes)]), Some(No), "it never held long enough");
        assert_eq!(after(span, &[(0, Yes), (10, Unknown), (20, Yes)]), None, "an unknown starts it again");
        assert_eq!(after(span, &[(0, Yes), (10, Unknown), (20, Yes), (30, Yes), (40, Yes)]), Some(Yes));
        assert_eq!(after(span, &[(0, Yes), (16, Yes), (22, Yes)]), None, "a gap starts it again");
        assert_eq!(after(span, &[(0, Yes), (15, Yes), (22, Yes)]), Some(Yes), "15 s is no gap");
    }

    #[test]
    fn a_hold_that_cannot_be_seen_ends_unknown() {
        let span = Span::For { hold: 20, timeout: 30 };
        assert_eq!(after(span, &[(49, Unknown)]), None);
        assert_eq!(after(span, &[(50, Unknown)]), Some(Unknown));
        assert_eq!(after(span, &[(49, Yes), (60, Yes)]), None, "it began in time");
        assert_eq!(after(span, &[(49, Unknown), (69, Yes)]), None);
        assert_eq!(after(span, &[(49, Unknown), (70, Yes)]), Some(Unknown));
    }
}
