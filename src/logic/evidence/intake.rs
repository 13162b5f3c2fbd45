//! Bytes on their way in: caps, line ends and colours, before anything is read out of them.

use std::borrow::Cow;

use crate::domain::text::{LINE_CAP, Safe};

use super::ends::{GAP, PASTE_CAP};

/// What was brought, ready to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// Lines ended by `\n`, without colours; tabs are kept, a patch needs them.
    pub text: String,
    pub lines: u64,
    /// What is not in it, in words.
    pub cut: Vec<Safe>,
}

/// What cannot be taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("nothing to read")]
    Empty,
}

/// Makes text of bytes: at most [`PASTE_CAP`] of them, each line at most [`LINE_CAP`], CRLF and terminal colours taken away. UTF-16
/// with its mark becomes text like any other; other bytes that are no text are counted.
pub fn take_in(bytes: &[u8]) -> Result<Intake, Unreadable> {
    let mut cut = Vec::new();
    let kept = bytes.get(..PASTE_CAP).unwrap_or(bytes);
    if kept.len() < bytes.len() {
        cut.push(Safe::from_static("cut at 8 MiB"));
    }
    let decoded = decoded(kept);
    let foreign = kept.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    if matches!(decoded, Decoded::Bytes(_)) && foreign > 0 {
        cut.push(Safe::line(&format!("{foreign} places that are no text")));
    }
    let decoded = decoded.text();
    let (mut long, mut colours, mut lines) = (0_u64, 0_u64, 0_u64);
    let mut text = String::with_capacity(decoded.len());
    for line in decoded.lines() {
        let start = text.len();
        colours += plain(line.strip_suffix('\r').unwrap_or(line), &mut text);
        if let Some(gap) = line.strip_prefix(GAP).and_then(|rest| rest.strip_suffix(" here]")) {
            cut.push(Safe::line(&format!("{gap} in the middle left out")));
        }
        if text.len() - start > LINE_CAP {
            let mut end = start + LINE_CAP;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
            long += 1;
        }
        text.push('\n');
        lines += 1;
    }
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    if long > 0 {
        cut.push(Safe::clean(&format!("{long} lines cut at 16 KiB")));
    }
    if colours > 0 {
        cut.push(Safe::clean(&format!("{colours} colour codes")));
    }
    Ok(Intake { text, lines, cut })
}

/// Bytes by how they are written down.
enum Decoded<'a> {
    Bytes(Cow<'a, str>),
    Wide(String),
}

impl<'a> Decoded<'a> {
    fn text(self) -> Cow<'a, str> {
        match self {
            Self::Bytes(text) => text,
            Self::Wide(text) => Cow::Owned(text),
        }
    }
}

/// UTF-8 with or without a mark, or UTF-16 with one: what PowerShell writes to a file.
fn decoded(bytes: &[u8]) -> Decoded<'_> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
        Decoded::Wide(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => Decoded::Bytes(String::from_utf8_lossy(rest)),
    }
}

/// Copies a line without its colour and cursor codes (CSI and OSC), and says how many there were.
fn plain(line: &str, out: &mut String) -> u64 {
    let (mut rest, mut taken) = (line, 0);
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        out.push_str(before);
        let length = match after.as_bytes().first() {
            Some(b'[') => after.bytes().skip(1).position(|b| (0x40..0x7f).contains(&b)).map(|at| at + 2),
            Some(b']') => after.find('\u{7}').map(|at| at + 1),
            _ => None,
        };
        // What is no such code stays, and the escape with it: cleaning makes it visible.
        if let Some(left) = length.and_then(|length| after.get(length..)) {
            rest = left;
            taken += 1;
        } else {
            out.push('\u{1b}');
            rest = after;
        }
    }
    out.push_str(rest);
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_to_be_nothing() {
        for bytes in ["", " \n\t\r\n", "\u{1b}[0m\n"] {
            assert_eq!(take_in(bytes.as_bytes()), Err(Unreadable::Empty), "{bytes:?}");
        }
        assert_eq!(Unreadable::Empty.to_string(), "nothing to read");
    }

    #[test]
    fn line_ends_and_colours_go_and_the_rest_stays() {
        let intake = take_in(b"\x1b[31m-\tgone\x1b[m\r\n+ new\r\n\x1b]0;title\x07x\n\x1bc").unwrap();
        assert_eq!(intake.text, "-\tgone\n+ new\nx\n\u{1b}c\n");
        assert_eq!((intake.lines, intake.cut), (4, vec![Safe::clean("3 colour codes")]));
    }

    #[test]
    fn marks_of_encodings_are_understood() {
        let wide = |mark: &[u8], unit: fn(u16) -> [u8; 2]| {
            [mark.to_vec(), "+\tné\r\n".encode_utf16().flat_map(unit).collect::<Vec<u8>>()].concat()
        };
        for bytes in [wide(&[0xff, 0xfe], u16::to_le_bytes), wide(&[0xfe, 0xff], u16::to_be_bytes)] {
            let intake = take_in(&bytes).unwrap();
            assert_eq!((intake.text.as_str(), intake.cut.as_slice()), ("+\tné\n", &[][..]));
        }
        assert_eq!(take_in(b"\xef\xbb\xbfdiff --git a/x b/x\n").unwrap().text, "diff --git a/x b/x\n");
        let intake = take_in(b"a\xff\xfe b\xf0\x28 c\n").unwrap();
        assert_eq!(intake.cut, [Safe::clean("3 places that are no text")]);
    }

    #[test]
    fn a_gap_is_told() {
        let intake = take_in(b"first\n[stanch left out 34.9 MiB here]\nlast\n").unwrap();
        assert_eq!(intake.cut, [Safe::clean("34.9 MiB in the middle left out")]);
        assert_eq!(intake.lines, 3);
    }

    #[test]
    fn caps_hold_and_are_told() {
        let intake = take_in(&[b"a".repeat(20_000), b"\nb".to_vec()].concat()).unwrap();
        assert_eq!(intake.text.len(), LINE_CAP + 3);
        assert_eq!(intake.cut, [Safe::clean("1 lines cut at 16 KiB")]);
        let intake = take_in(&b"line\n".repeat(PASTE_CAP / 4)).unwrap();
        assert!(intake.text.len() <= PASTE_CAP + 1);
        assert_eq!(intake.cut, [Safe::clean("cut at 8 MiB")]);
    }
}
