//! Where two sides of a conversation differ.

use std::fmt;

use serde_json::Value;

use super::{hold::ENDED, talk::Said};

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// `conversation/step#/pointer`.
    pub place: String,
    pub expected: Value,
    pub got: Value,
}

impl Difference {
    pub fn conversation(&self) -> &str {
        self.place.split('/').next().unwrap_or_default()
    }

    /// In one line, cut to what a log shows.
    pub fn line(&self) -> String {
        let line = format!("{}: expected {} got {}", self.place, self.expected, self.got);
        line.chars().take(300).collect()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\n   expected {}\n        got {}", self.place, self.expected, self.got)
    }
}

/// What one side said that the other did not.
pub fn differences(conversation: &str, expected: &Said, got: &Said) -> Vec<Difference> {
    let mut found = Vec::new();
    for index in 0..expected.len().max(got.len()) {
        let (wanted, here) = (expected.get(index), got.get(index));
        let step = wanted.or(here).map(|(step, _)| step.as_str()).unwrap_or_default();
        let place = format!("{conversation}/{step}#");
        match (wanted, here) {
            (Some((one, wanted)), Some((other, here))) if one == other => answers(&place, wanted, here, &mut found),
            _ => {
                // How a conversation ended is what it says last.
                let name = |side: Option<&(String, Value)>| match side {
                    Some((step, value)) if step == ENDED => value.clone(),
                    Some((step, _)) => step.clone().into(),
                    None => Value::Null,
                };
                found.push(Difference { place, expected: name(wanted), got: name(here) });
                // What follows is about other things.
                return found;
            }
        }
    }
    found
}

/// An answer with another status is another answer altogether.
fn answers(place: &str, expected: &Value, got: &Value, found: &mut Vec<Difference>) {
    let says = |answer: &Value| {
        let body = &answer["body"];
        let message = body.get("message").or_else(|| body.get("/message")).filter(|message| !message.is_null());
        format!("{} {}", answer["status"], message.unwrap_or(body))
    };
    if expected["dated"].is_boolean() && expected["status"] != got["status"] {
        let place = format!("{place}/status");
        found.push(Difference { place, expected: says(expected).into(), got: says(got).into() });
    } else {
        compare(place, expected, got, found);
    }
}

fn compare(place: &str, expected: &Value, got: &Value, found: &mut Vec<Difference>) {
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => {
            let names = expected.keys().chain(got.keys().filter(|name| !expected.contains_key(*name)));
            for name in names {
                let absent = Value::String("(absent)".to_owned());
                let (one, other) = (expected.get(name).unwrap_or(&absent), got.get(name).unwrap_or(&absent));
                compare(&format!("{place}/{name}"), one, other, found);
            }
        }
        (Value::Array(expected), Value::Array(got)) if expected.len() == got.len() => {
            for (index, (one, other)) in expected.iter().zip(got).enumerate() {
                compare(&format!("{place}/{index}"), one, other, found);
            }
        }
        _ if expected == got => {}
        _ => found.push(Difference { place: place.to_owned(), expected: expected.clone(), got: got.clone() }),
    }
}
