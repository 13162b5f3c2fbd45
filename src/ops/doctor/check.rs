//! One line of the doctor.

use serde::Serialize;

use crate::domain::text::Safe;

/// What was looked at, how it is, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// `clock prod-eu`, `terminal`, …
    pub name: Safe,
    pub state: State,
    pub text: Safe,
    /// What to do; null where nothing has to be done.
    pub todo: Option<Safe>,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Ok,
    /// stanch works, with less than it could have.
    Warn,
    /// stanch cannot do its work.
    Fail,
}

impl Check {
    #[must_use]
    pub fn ok(name: &str, text: &str) -> Self {
        Self { name: Safe::line(name), state: State::Ok, text: Safe::line(text), todo: None }
    }

    #[must_use]
    pub fn warn(name: &str, text: &str, todo: &str) -> Self {
        Self { name: Safe::line(name), state: State::Warn, text: Safe::line(text), todo: Some(Safe::line(todo)) }
    }

    #[must_use]
    pub fn fail(name: &str, text: &str, todo: &str) -> Self {
        Self { state: State::Fail, ..Self::warn(name, text, todo) }
    }
}
