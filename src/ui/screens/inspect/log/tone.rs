//! Whether a line of a log says that something went wrong.

use crate::logic::evidence::{Level, level};

/// How loud a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Plain,
    Warning,
    Error,
}

/// A line complains near its beginning; the rest of a long one is not worth the time.
const LOOKED_AT: usize = 512;
const ERROR_WORDS: [&str; 17] = [
    "error",
    "errors",
    "fatal",
    "panic",
    "panicked",
    "exception",
    "traceback",
    "segfault",
    "failed",
    "failure",
    "cannot",
    "refused",
    "denied",
    "unable",
    "killed",
    "aborted",
    "oomkilled",
];
const NOTHING: [&str; 8] = ["no", "zero", "0", "without", "none", "null", "nil", "false"];

/// What a line says about itself: its own level if it names one, else the words in it.
#[must_use]
pub fn tone(text: &str) -> Tone {
    match level(text) {
        Level::Fatal | Level::Error => Tone::Error,
        Level::Warn => Tone::Warning,
        Level::Unsaid if complains(head(text)) => Tone::Error,
        Level::Unsaid | Level::Info | Level::Debug => Tone::Plain,
    }
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// An unlevelled line: `KeyError: 'X'`, `connection refused`, `exec: not found`; but neither `0 errors` nor `error=null`.
fn complains(head: &str) -> bool {
    let words: Vec<&str> = head.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let nothing = |at: Option<usize>| {
        let near = at.and_then(|at| words.get(at));
        near.is_some_and(|near| NOTHING.iter().any(|word| near.eq_ignore_ascii_case(word)))
    };
    let bad = words.iter().enumerate().any(|(at, word)| {
        let counted = ERROR_WORDS.contains(&word.to_lowercase().as_str());
        let denied = counted && (nothing(at.checked_sub(1)) || nothing(at.checked_add(1)));
        (counted || is_class(word)) && !denied
    });
    let lower = head.to_ascii_lowercase();
    bad || lower.contains("no such file") || lower.contains("not found") && !lower.contains("404")
}

/// The class of an exception: `KeyError`, `java.lang.NullPointerException`.
fn is_class(word: &str) -> bool {
    ["Error", "Exception", "Errno"].iter().any(|end| word.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_how_loud_they_are() {
        let table = [
            ("KeyError: 'STRIPE_API_KEY'", Tone::Error),
            ("Traceback (most recent call last):", Tone::Error),
            ("java.lang.NullPointerException: null", Tone::Error),
            ("2026-11-21 03:11:50 ERROR boot no such key", Tone::Error),
            ("level=error msg=\"dial tcp\"", Tone::Error),
            ("{\"level\":\"info\",\"msg\":\"error budget is fine\"}", Tone::Plain),
            ("2026-11-21 INFO retry after error", Tone::Plain),
            ("[WARN] slow query", Tone::Warning),
            ("E0102 03:04:05.6 1 main.go:3] stopped", Tone::Error),
            ("I0102 03:04:05.6 1 main.go:3] error seen before", Tone::Plain),
            ("dial tcp 10.0.0.1:5432: connect: connection refused", Tone::Error),
            ("sh: 1: nosuch: not found", Tone::Error),
            ("compiled with 0 errors", Tone::Plain),
            ("{\"error\":null,\"ok\":true}", Tone::Plain),
            ("listening on 8080", Tone::Plain),
            ("terror at the opera", Tone::Plain),
            ("2026-11-21 03:11:02,017 [7] [INFO] uvicorn.error: Application startup complete.", Tone::Plain),
            (
                "{\"logger\":\"http.error\",\"level\":\"info\",\"msg\":\"connection refused, then accepted\"}",
                Tone::Plain,
            ),
            ("2026-11-21T03:11:02.000Z\twarn\thttp.error\tslow", Tone::Warning),
            ("", Tone::Plain),
        ];
        for (line, expected) in table {
            assert_eq!(tone(line), expected, "{line}");
        }
    }

    #[test]
    fn a_long_line_of_wide_characters_is_cut_at_a_character() {
        assert_eq!(tone(&"ä".repeat(2000)), Tone::Plain);
        assert_eq!(tone(&format!("a{}", "€".repeat(2000))), Tone::Plain);
    }
}
