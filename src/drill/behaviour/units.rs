//! Times and amounts as people write them.

use std::time::Duration;

use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde::Deserialize;

use crate::drill::quantity::Quantity;

/// `300ms`, `2s`, `1m 30s`: not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "SignedDuration")]
pub struct Time(pub Duration);

impl TryFrom<SignedDuration> for Time {
    type Error = String;

    fn try_from(span: SignedDuration) -> Result<Self, String> {
        Duration::try_from(span).map(Self).map_err(|_| "a time here is not negative".to_owned())
    }
}

/// A moment, counted from the start of a drill: `-9d`, `-3h 10m`, `45s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Moment(pub SignedDuration);

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let span = text.parse::<Span>().and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()));
        span.map(Self).map_err(|error| error.to_string())
    }
}

/// `600Mi`, `2Gi`, `1500M`, or a number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Bytes(pub u64);

impl TryFrom<String> for Bytes {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let amount = Quantity::read(&text).ok().and_then(|amount| u64::try_from(amount.units()).ok());
        amount.map(Self).ok_or_else(|| format!("`{text}` is not an amount of memory such as 600Mi"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_moments_are_read_by_their_units() {
        let read = |text: &str| Bytes::try_from(text.to_owned()).map(|bytes| bytes.0);
        assert_eq!(read("600Mi"), Ok(629_145_600));
        assert_eq!((read("2G"), read("17")), (Ok(2_000_000_000), Ok(17)));
        assert_eq!(read("1.5Ki"), Ok(1_536));
        assert!(read("much").is_err() && read("-1Mi").is_err());
        let moment = |text: &str| Moment::try_from(text.to_owned()).map(|moment| moment.0.as_secs());
        assert_eq!((moment("-9d"), moment("-3h 10m"), moment("45s")), (Ok(-777_600), Ok(-11_400), Ok(45)));
        assert!(Time::try_from(SignedDuration::from_secs(-1)).is_err());
    }
}
