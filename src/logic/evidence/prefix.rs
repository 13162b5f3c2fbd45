//! What stands in front of a log line: the pod, timestamps, the level.

use super::Level;

/// A line without what stands in front of its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bare<'a> {
    pub pod: Option<&'a str>,
    pub text: &'a str,
    /// Whether there was a timestamp.
    pub dated: bool,
}

/// Takes away `[pod/x/c]` and timestamps, and nothing of the indentation behind them: stack frames are known by it.
pub(super) fn strip(line: &str) -> Bare<'_> {
    let mut bare = Bare { pod: None, text: line, dated: false };
    if let Some((name, rest)) = line.strip_prefix("[pod/").and_then(|rest| rest.split_once("] ")) {
        bare = Bare { pod: name.split('/').next(), text: rest, dated: false };
    }
    // The kubelet's timestamp, and the program's own.
    for _ in 0..2 {
        let length = timestamp(bare.text);
        if length == 0 {
            break;
        }
        bare.dated = true;
        let rest = bare.text.get(length..).unwrap_or_default();
        bare.text = rest.strip_prefix(' ').unwrap_or(rest);
    }
    bare
}

/// How many bytes of a timestamp a line starts with.
fn timestamp(text: &str) -> usize {
    let open = usize::from(text.starts_with('['));
    let Some(body) = text.get(open..) else { return 0 };
    let date = ["dddd-dd-ddTdd:dd:dd", "dddd-dd-dd dd:dd:dd", "dddd/dd/dd dd:dd:dd", "dd:dd:dd"];
    let Some(mut length) = date.iter().find(|shape| is_shaped(body, shape)).map(|shape| shape.len()) else { return 0 };
    let after = |length: usize| body.get(length..).unwrap_or_default();
    if after(length).starts_with(['.', ',']) {
        length += 1 + after(length + 1).bytes().take_while(u8::is_ascii_digit).count();
    }
    let zones = ["Z", "+dd:dd", "-dd:dd", "+dddd", "-dddd", " +dddd", " -dddd", " UTC"];
    length += zones.iter().find(|shape| is_shaped(after(length), shape)).map_or(0, |shape| shape.len());
    if open == 1 && after(length).starts_with(']') {
        length += 1;
    } else if open == 1 {
        // `[2026-11-21 03:11:02 +0000] [7] [CRITICAL]` and the like are closed; anything else is text.
        return 0;
    }
    open + length
}

/// Whether text begins as the shape says, in which `d` is a digit.
fn is_shaped(text: &str, shape: &str) -> bool {
    text.len() >= shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, want)| if want == b'd' { byte.is_ascii_digit() } else { byte == want })
}

/// The level that the first words of a message say. Behind a timestamp it may be a plain word: `03:11:02 info http.error listening`.
pub(super) fn level(bare: Bare<'_>) -> Level {
    let plain = || {
        let word = bare.text.split_whitespace().next().filter(|_| bare.dated)?;
        Level::parse(word.trim_end_matches(':'))
    };
    match said(bare.text) {
        Level::Unsaid => plain().unwrap_or_default(),
        level => level,
    }
}

fn said(text: &str) -> Level {
    let labelled = ["level=", "lvl=", "severity="].iter().find_map(|key| {
        let word = text.split_once(key)?.1.trim_start_matches('"');
        Level::parse(word.split(|c: char| !c.is_ascii_alphabetic()).next()?)
    });
    if let Some(level) = labelled {
        return level;
    }
    if let [kind @ (b'I' | b'W' | b'E' | b'F'), digits @ ..] = text.as_bytes()
        && digits.len() > 4
        && digits.iter().take(4).all(u8::is_ascii_digit)
    {
        return match kind {
            b'I' => Level::Info,
            b'W' => Level::Warn,
            b'E' => Level::Error,
            _ => Level::Fatal,
        };
    }
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let shouted = words.take(5).filter(|word| word.bytes().all(|b| b.is_ascii_uppercase())).find_map(Level::parse);
    shouted
        .or_else(|| {
            let (inside, _) = text.split_once('[')?.1.split_once(']')?;
            Level::parse(inside)
        })
        .or_else(|| Level::parse(text.split_once([':', ' '])?.0).filter(|_| text.contains(':')))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_go_and_indentation_stays() {
        let cases = [
            ("2026-11-21T03:11:02.123456789Z   File \"x.py\"", "  File \"x.py\""),
            ("2026-11-21T03:11:02Z 2026-11-21 03:11:02,017 ERROR app: no", "ERROR app: no"),
            ("[2026-11-21 03:11:02 +0000] [7] [CRITICAL] WORKER TIMEOUT", "[7] [CRITICAL] WORKER TIMEOUT"),
            ("2026/11/21 03:11:02 listen tcp :80", "listen tcp :80"),
            ("[not a date] x", "[not a date] x"),
            ("    at f (x.js:1:2)", "    at f (x.js:1:2)"),
        ];
        for (line, text) in cases {
            assert_eq!(strip(line).text, text);
        }
        let bare = strip("[pod/checkout-7f9c-2xkq8/api] 03:11:02 hello");
        assert_eq!((bare.pod, bare.text, bare.dated), (Some("checkout-7f9c-2xkq8"), "hello", true));
    }

    #[test]
    fn levels_are_read_where_they_are_said() {
        let cases = [
            ("ERROR django.request: Internal Server Error", Level::Error),
            ("[7] [CRITICAL] WORKER TIMEOUT", Level::Fatal),
            ("E1121 03:11:02.1 1 main.go:3] no", Level::Error),
            ("time=x level=warning msg=y", Level::Warn),
            ("[info] errors: 0", Level::Info),
            ("INFO retry after ERROR", Level::Info),
            ("error: failed to push", Level::Error),
            ("finished with 0 errors", Level::Unsaid),
        ];
        for (text, expected) in cases {
            assert_eq!(said(text), expected, "{text}");
        }
    }
}
