//! How many of a number `maxSurge`, `maxUnavailable` and `minAvailable` mean (`k8s.io/apimachinery/pkg/util/intstr`).

use serde_json::Value;

/// A number, or a percentage of `total`, rounded up or down. 0 where it is neither.
pub fn share(value: &Value, total: i64, up: bool) -> i64 {
    let percent = value.as_str().and_then(|text| text.strip_suffix('%')).and_then(|text| text.parse::<i64>().ok());
    match percent {
        Some(percent) if up => (percent * total + 99) / 100,
        Some(percent) => percent * total / 100,
        None => value.as_i64().or_else(|| value.as_str()?.parse().ok()).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_as_asked() {
        let shares = [
            ("25%", 3, true, 1),
            ("25%", 3, false, 0),
            ("25%", 8, true, 2),
            ("34%", 3, false, 1),
            ("100%", 3, true, 3),
            ("7", 3, false, 7),
            ("many", 3, true, 0),
        ];
        for (text, total, up, expected) in shares {
            assert_eq!(share(&text.into(), total, up), expected, "{text} of {total}");
        }
        assert_eq!(share(&2.into(), 10, true), 2);
    }
}
