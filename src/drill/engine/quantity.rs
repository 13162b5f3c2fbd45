//! Quantities of the API: `500m`, `1.5`, `128Mi`, `2G` (`k8s.io/apimachinery/pkg/api/resource`).

use serde_json::Value;

/// In thousandths: `500m` is 500, `2` is 2000. `None` where it is no quantity.
pub fn milli(text: &str) -> Option<i128> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-' || c == '+')).unwrap_or(text.len());
    let (number, suffix) = text.split_at_checked(end)?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let part: i128 = format!("{:0<6}", part.get(..part.len().min(6))?).parse().ok()?;
    let millionths = whole.checked_mul(1_000_000)? + part;
    let power = |base: i128, exponent: u32| base.checked_pow(exponent);
    let factor = match suffix {
        "" => 1,
        "m" => return Some(millionths / 1_000_000),
        "k" => power(1000, 1)?,
        "M" => power(1000, 2)?,
        "G" => power(1000, 3)?,
        "T" => power(1000, 4)?,
        "P" => power(1000, 5)?,
        "Ki" => power(1024, 1)?,
        "Mi" => power(1024, 2)?,
        "Gi" => power(1024, 3)?,
        "Ti" => power(1024, 4)?,
        "Pi" => power(1024, 5)?,
        _ => return None,
    };
    Some(millionths.checked_mul(factor)? / 1000)
}

/// In thousandths, as JSON has it: a string or a number.
pub fn of(value: &Value) -> Option<i128> {
    match value {
        Value::String(text) => milli(text),
        Value::Number(number) => milli(&number.to_string()),
        _ => None,
    }
}

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
    fn quantities_and_shares_are_read_as_the_api_reads_them() {
        let table = [
            ("500m", 500),
            ("2", 2000),
            ("1.5", 1500),
            ("0.1", 100),
            ("1Ki", 1_024_000),
            ("128Mi", 134_217_728_000),
            ("1G", 1_000_000_000_000),
        ];
        for (text, milli_units) in table {
            assert_eq!(milli(text), Some(milli_units), "{text}");
        }
        assert_eq!((milli("x"), milli("1Qi")), (None, None));
        let shares = [
            ("25%", 3, true, 1),
            ("25%", 3, false, 0),
            ("25%", 8, true, 2),
            ("34%", 3, false, 1),
            ("100%", 3, true, 3),
        ];
        for (text, total, up, expected) in shares {
            assert_eq!(share(&text.into(), total, up), expected, "{text} of {total}");
        }
        assert_eq!(share(&2.into(), 10, true), 2);
    }
}
