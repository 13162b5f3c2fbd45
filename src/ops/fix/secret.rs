//! Secrets that a patch must not add, as the one door sees them.

use crate::{
    domain::text::Safe,
    logic::redact::{Door, Numbers},
};

/// How a text begins that stands where evidence had a secret.
const PLACEHOLDER: &str = "[secret#";

/// What is wrong with a text in words, if a secret is in it, was in it, or that cannot be told.
#[must_use]
pub fn secret(door: &Door, text: &str) -> Option<Safe> {
    if text.contains(PLACEHOLDER) {
        return Some(Safe::from_static("it was masked: put a reference to it in its place (E)"));
    }
    match door.mask(text, &mut Numbers::default()) {
        Ok(masked) if masked.places == 0 => None,
        Ok(masked) => Some(Safe::line(&format!("{} in what is added", masked.places))),
        Err(refused) => Some(Safe::line(&refused.to_string())),
    }
}
