//! Durations and numbers, written out or taken from a parameter.

use std::collections::BTreeMap;

use crate::{
    domain::{
        strategy::{Amount, Parameter, ParameterSort, Value},
        text::Safe,
    },
    logic::yaml::{Faults, Tree, Value as Yaml, fields::whole},
};

/// `180s`, `5m`, `1h30m`, in seconds; at most a week.
pub fn seconds(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut rest = text;
    let mut largest = u64::MAX;
    while !rest.is_empty() {
        let digits = rest.find(|char: char| !char.is_ascii_digit()).filter(|at| *at > 0)?;
        let (number, tail) = rest.split_at(digits);
        let unit = match tail.chars().next()? {
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        if unit >= largest {
            return None;
        }
        largest = unit;
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(unit)?)?;
        rest = tail.get(1..)?;
    }
    (!text.is_empty() && total <= 7 * 24 * 3600).then_some(total)
}

/// What a `$name` must be.
pub struct Parameters<'a>(pub &'a BTreeMap<Safe, Parameter>);

impl Parameters<'_> {
    /// A duration, or a parameter that is one.
    pub fn duration(&self, tree: &Tree, what: &str, faults: &mut Faults) -> Option<Amount> {
        match &tree.value {
            Yaml::Text(text) if text.starts_with('$') => self.named(tree, text, ParameterSort::Duration, faults),
            Yaml::Text(text) if seconds(text).is_some() => seconds(text).map(Amount::Given),
            other => {
                let got = if let Yaml::Text(text) = other { format!("`{text}`") } else { other.sort().to_owned() };
                faults.add(tree.at, &format!("{what} must be a duration such as 180s, 5m or 1h30m, got {got}"));
                None
            }
        }
    }

    /// A whole number of at least 0, or a parameter that is one.
    pub fn number(&self, tree: &Tree, what: &str, faults: &mut Faults) -> Option<Amount> {
        if let Yaml::Text(text) = &tree.value
            && text.starts_with('$')
        {
            return self.named(tree, text, ParameterSort::Integer, faults);
        }
        let number = whole(tree, what, faults)?;
        let fit = u64::try_from(number).ok();
        if fit.is_none() {
            faults.add(tree.at, &format!("{what} must not be negative, got {number}"));
        }
        fit.map(Amount::Given)
    }

    fn named(&self, tree: &Tree, text: &str, sort: ParameterSort, faults: &mut Faults) -> Option<Amount> {
        let name = text.trim_start_matches('$');
        match self.0.get(name) {
            Some(parameter) if parameter.sort == sort => Some(Amount::Parameter(Safe::line(name))),
            Some(_) => {
                faults.add(tree.at, &format!("parameter `{name}` is not a {}", word(sort)));
                None
            }
            None => {
                faults.add(tree.at, &format!("unknown parameter `{name}`"));
                None
            }
        }
    }
}

pub fn word(sort: ParameterSort) -> &'static str {
    match sort {
        ParameterSort::Duration => "duration",
        ParameterSort::Integer => "integer",
        ParameterSort::Text => "text",
        ParameterSort::Boolean => "boolean",
    }
}

/// What somebody typed after `--set K=`, as a parameter's value.
pub fn value(sort: ParameterSort, text: &str) -> Result<Value, String> {
    let wrong = || format!("expected {}, got `{text}`", example(sort));
    match sort {
        ParameterSort::Duration => seconds(text).map(Value::Duration).ok_or_else(wrong),
        ParameterSort::Integer => text.parse().map(Value::Integer).map_err(|_| wrong()),
        ParameterSort::Text => Ok(Value::Text(Safe::line(text))),
        ParameterSort::Boolean => text.parse().map(Value::Boolean).map_err(|_| wrong()),
    }
}

fn example(sort: ParameterSort) -> &'static str {
    match sort {
        ParameterSort::Duration => "a duration such as 180s or 5m",
        ParameterSort::Integer => "a whole number",
        ParameterSort::Text => "text",
        ParameterSort::Boolean => "true or false",
    }
}
