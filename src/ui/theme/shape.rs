//! Word and shape of every state: what they say without any colour.

use crate::domain::verdict::State;

use super::Role;

/// How a state is written: shape, word of four letters, and the role that colours them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Shape and word, as they stand in a column: `X FAIL`.
    pub text: &'static str,
    /// In a sentence or a title: `FAILED`.
    pub word: &'static str,
    pub role: Role,
}

/// The shape of a state.
#[must_use]
pub fn shape(state: State) -> Shape {
    let (text, word, role) = match state {
        State::Failed => ("X FAIL", "FAILED", Role::Bad),
        State::Degraded => ("- DEGR", "DEGRADED", Role::Warn),
        State::Unknown => ("? UNKN", "UNKNOWN", Role::Unknown),
        State::Slow => ("~ SLOW", "SLOW", Role::Warn),
        State::Progressing => ("> PROG", "PROGRESSING", Role::Info),
        State::Paused => ("= PAUS", "PAUSED", Role::Info),
        State::Ok => (". OK", "OK", Role::Good),
    };
    Shape { text, word, role }
}
