//! Numbers and names of ports.

use serde_json::Value;

use crate::drill::store::names;

use super::problems::Problems;

/// A port's number.
pub fn port_number(number: i64, field: &str, problems: &mut Problems) {
    if !(1..=65_535).contains(&number) {
        problems.invalid(field, &number.into(), "must be between 1 and 65535, inclusive");
    }
}

/// A port, by its number or by its name.
pub fn port_or_name(port: &Value, field: &str, problems: &mut Problems) {
    match port {
        Value::String(name) => problems.text(field, name, names::port(name)),
        other => port_number(other.as_i64().unwrap_or(0), field, problems),
    }
}
