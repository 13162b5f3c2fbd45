//! Quantities of Kubernetes: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>.

/// A quantity in thousandths of its unit, rounded up; `None` for what is none.
pub(super) fn thousandths(text: &str) -> Option<u64> {
    let split = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, suffix) = text.split_at(split);
    let number: f64 = number.parse().ok()?;
    let factor = match suffix {
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
    let value = (number * factor * 1e3).ceil();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "no sign is read, and floats saturate")]
    Some(value as u64)
}

#[cfg(test)]
mod tests {
    use super::thousandths;

    #[test]
    fn suffixes_are_read() {
        let cases = [("1", 1_000), ("250m", 250), ("1500000n", 2), ("128Mi", 134_217_728_000), ("1.5k", 1_500_000)];
        for (text, value) in cases {
            assert_eq!(thousandths(text), Some(value), "{text}");
        }
        assert_eq!((thousandths(""), thousandths("x"), thousandths("1Q")), (None, None, None));
    }
}
