//! The same text for a terminal that has only ASCII.

use std::{borrow::Cow, fmt::Write};

/// How text is drawn with `--ascii`: what stands for a character by custom, else its code point, never nothing.
#[must_use]
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match (c, stand_in(c)) {
            ('\0'..='\x7f', _) => out.push(c),
            (_, Some(known)) => out.push_str(known),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(out, "<U+{:04X}>", u32::from(c));
            }
        }
    }
    Cow::Owned(out)
}

fn stand_in(c: char) -> Option<&'static str> {
    Some(match c {
        '␛' => "^[",
        '‹' => "<",
        '›' => ">",
        '…' => "...",
        '‘' | '’' => "'",
        '“' | '”' => "\"",
        '‐' | '‑' | '–' | '—' | '−' | '─' | '━' => "-",
        '│' | '┃' => "|",
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' | '╭' | '╮' | '╯' | '╰' => "+",
        '•' | '·' => "*",
        '×' => "x",
        '→' => "->",
        '←' => "<-",
        '≤' => "<=",
        '≥' => ">=",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::ascii;

    #[test]
    fn markers_keep_their_meaning() {
        assert_eq!(ascii("␛]0;x‹07›"), "^]0;x<07>".replace("^]", "^[]"));
        assert_eq!(ascii("caf\u{e9} ‹9B›31m"), "caf<U+00E9> <9B>31m");
    }

    #[test]
    fn ascii_is_borrowed() {
        assert!(matches!(ascii("plain\nlines"), std::borrow::Cow::Borrowed(_)));
    }
}
