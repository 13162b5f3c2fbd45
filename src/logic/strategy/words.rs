//! Ids, and words of closed lists.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::{
    domain::{fault::nearest, text::Safe},
    logic::yaml::{Faults, Spot},
};

/// `[a-z0-9_-]{1,40}`, or a fault.
pub(super) fn id(at: Spot, text: &str, faults: &mut Faults) -> Option<Safe> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-';
    if (1..=40).contains(&text.len()) && text.bytes().all(fits) {
        return Some(Safe::line(text));
    }
    faults.add(at, &format!("bad id `{text}`: 1 to 40 of a-z, 0-9, _ and -"));
    None
}

/// A word of a closed list.
pub(super) fn known<T: DeserializeOwned>(at: Spot, word: &str, faults: &mut Faults) -> Option<T> {
    match serde_json::from_value(Json::from(word)) {
        Ok(value) => Some(value),
        Err(error) => {
            let said = error.to_string();
            let list: Vec<_> = said.split('`').skip(3).step_by(2).collect();
            let near = nearest(word, list.iter().copied());
            let hint = near
                .map_or_else(|| format!("; known: {}", list.join(", ")), |near| format!(", did you mean `{near}`?"));
            faults.add(at, &format!("unknown word `{word}`{hint}"));
            None
        }
    }
}
