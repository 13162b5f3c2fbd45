//! Quantities of Kubernetes: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>.

/// A quantity in thousandths of its unit, rounded up; `None` for what is none.
#[must_use]
pub fn thousandths(text: &str) -> Option<u64> {
    let text = text.trim();
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match text.get(number.len()..)? {
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "" => 1.0,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "Ki" => 1024.0,
        "Mi" => 1_048_576.0,
        "Gi" => 1_073_741_824.0,
        "Ti" => 1_099_511_627_776.0,
        "Pi" => 1_125_899_906_842_624.0,
        _ => return None,
    };
    let value = (number.parse::<f64>().ok()? * factor * 1e3).ceil();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
    (0.0..1.8e19).contains(&value).then_some(value as u64)
}

/// A quantity in whole units: the bytes of a memory limit.
#[must_use]
pub fn units(text: &str) -> Option<u64> {
    Some(thousandths(text)? / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_read() {
        let cases = [("1", 1_000), ("250m", 250), ("1500000n", 2), ("128Mi", 134_217_728_000), ("1.5k", 1_500_000)];
        for (text, value) in cases {
            assert_eq!(thousandths(text), Some(value), "{text}");
        }
        assert_eq!((units("1e3"), units("-1")), (Some(1000), None));
        assert_eq!((thousandths(""), thousandths("x"), thousandths("1Q")), (None, None, None));
    }
}
