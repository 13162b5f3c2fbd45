//! What a terminal without UTF-8 gets to see.

use std::{borrow::Cow, fmt::Write};

/// Non-ASCII as ASCII that keeps its meaning.
pub(super) fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\u{241b}' => out.push_str("^["),
            '\u{2039}' => out.push('<'),
            '\u{203a}' => out.push('>'),
            c if c.is_ascii() => out.push(c),
            c => {
                let _ = write!(out, "<U+{:04X}>", u32::from(c));
            }
        }
    }
    Cow::Owned(out)
}
