//! Amounts of cpu, memory and the like: `k8s.io/apimachinery/pkg/api/resource`.

use std::fmt;

use serde_json::Value;

/// The finest that is told apart.
const NANO: i128 = 1_000_000_000;
const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const BINARY: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// An amount, and how it likes to be written.
#[derive(Debug, Clone, Copy)]
pub struct Quantity {
    nano: i128,
    style: Style,
}

#[derive(Debug, Clone, Copy)]
enum Style {
    Decimal,
    Binary,
    Exponent,
}

/// The server's words for what is no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
pub struct Malformed;

impl Quantity {
    /// Reads `250m`, `1.5Gi`, `2e3`.
    pub fn read(text: &str) -> Result<Self, Malformed> {
        let text = text.trim();
        let split = text.find(|letter: char| !matches!(letter, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
        let (number, suffix) = text.split_at_checked(split).ok_or(Malformed)?;
        let (scale, style) = scale(suffix)?;
        Ok(Self { nano: scaled(number, scale)?, style })
    }

    /// As JSON has it: a text or a number. `None` where it is neither, or no amount.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Self::read(text).ok(),
            Value::Number(number) => Self::read(&number.to_string()).ok(),
            _ => None,
        }
    }

    /// Whole units, rounded up: bytes of memory.
    #[must_use]
    pub fn units(&self) -> i64 {
        i64::try_from(self.rounded(NANO)).unwrap_or(i64::MAX)
    }

    /// Thousandths, rounded up: millicores.
    #[must_use]
    pub fn thousandths(&self) -> i64 {
        i64::try_from(self.rounded(NANO / 1000)).unwrap_or(i64::MAX)
    }

    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.nano < 0
    }

    fn rounded(&self, unit: i128) -> i128 {
        let whole = self.nano.div_euclid(unit);
        if self.nano.rem_euclid(unit) > 0 { whole + 1 } else { whole }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nano == other.nano
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.nano.partial_cmp(&other.nano)
    }
}

/// What one of a suffix is, in nanos; of an exponent too.
fn scale(suffix: &str) -> Result<(i128, Style), Malformed> {
    if let Some(at) = BINARY.iter().skip(1).position(|known| *known == suffix) {
        let power = u32::try_from(at + 1).map_err(|_| Malformed)?;
        return Ok((NANO << (10 * power), Style::Binary));
    }
    if let Some(at) = DECIMAL.iter().position(|known| *known == suffix) {
        let power = u32::try_from(at * 3).map_err(|_| Malformed)?;
        return Ok((10_i128.pow(power), Style::Decimal));
    }
    let exponent: i32 = suffix.strip_prefix(['e', 'E']).and_then(|rest| rest.parse().ok()).ok_or(Malformed)?;
    let power = u32::try_from(exponent + 9).ok().filter(|power| *power <= 27).ok_or(Malformed)?;
    Ok((10_i128.pow(power), Style::Exponent))
}

fn scaled(number: &str, scale: i128) -> Result<i128, Malformed> {
    let (negative, digits) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || all.len() > 18 || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Malformed);
    }
    let mantissa: i128 = all.parse().map_err(|_| Malformed)?;
    let divisor = 10_i128.pow(u32::try_from(fraction.len()).map_err(|_| Malformed)?);
    let product = mantissa.checked_mul(scale).ok_or(Malformed)?;
    // What is finer than a nano is rounded up, as the server does.
    let nano = product.div_euclid(divisor) + i128::from(product.rem_euclid(divisor) > 0);
    Ok(if negative { -nano } else { nano })
}

/// In the one way in which the server writes it.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.nano == 0 {
            return f.write_str("0");
        }
        let binary = matches!(self.style, Style::Binary) && self.nano.abs() >= 1024 * NANO;
        if binary {
            let mut value = self.rounded(NANO);
            let mut suffixes = BINARY.iter();
            let mut suffix = suffixes.next();
            while value % 1024 == 0
                && let Some(next) = suffixes.next()
            {
                value /= 1024;
                suffix = Some(next);
            }
            return write!(f, "{value}{}", suffix.unwrap_or(&""));
        }
        let (mut value, mut power) = (self.nano, 0_usize);
        while value % 1000 == 0 && power + 1 < DECIMAL.len() {
            value /= 1000;
            power += 1;
        }
        match (self.style, power) {
            (Style::Exponent, 3) | (Style::Decimal | Style::Binary, _) => {
                write!(f, "{value}{}", DECIMAL.get(power).unwrap_or(&""))
            }
            (Style::Exponent, power) => write!(f, "{value}e{}", i32::try_from(power * 3).unwrap_or(0) - 9),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_server_writes_them() {
        let cases = [
            ("0.5", "500m"),
            ("1000m", "1"),
            ("1500m", "1500m"),
            ("1024Mi", "1Gi"),
            ("1.5Gi", "1536Mi"),
            ("512Ki", "512Ki"),
            ("0.5Ki", "512"),
            ("1000", "1k"),
            ("100", "100"),
            ("2e3", "2e3"),
            ("128M", "128M"),
            ("0", "0"),
            ("-1", "-1"),
            ("100n", "100n"),
        ];
        for (read, written) in cases {
            assert_eq!(Quantity::read(read).unwrap().to_string(), written, "{read}");
        }
        for wrong in ["", "abc", "1x", "1.2.3", "--1", "1Mi2", "e3"] {
            assert!(Quantity::read(wrong).is_err(), "{wrong}");
        }
        assert!(Quantity::read("1Gi").unwrap() > Quantity::read("1G").unwrap());
        let units = |value: Value| Quantity::of(&value).map(|amount| amount.units());
        assert_eq!(
            (units("2".into()), units(2.into()), units(true.into()), units("x".into())),
            (Some(2), Some(2), None, None)
        );
        assert_eq!(
            (Quantity::read("1Ki").unwrap().units(), Quantity::read("1.2").unwrap().thousandths()),
            (1024, 1200)
        );
    }
}
