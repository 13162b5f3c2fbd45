//! The terminal's clipboard, written and never read (T-4).

use crossterm::{Command, clipboard::CopyToClipboard};

use crate::domain::text::Safe;

/// What terminals take: 100,000 bytes of base64 with the frame around them.
const MOST: usize = 74_994;

/// The OSC 52 that copies this text, if terminals take so much.
pub(super) fn sequence(text: &Safe) -> Option<String> {
    let mut out = String::new();
    (text.len() <= MOST && CopyToClipboard::to_clipboard_from(text.as_str()).write_ansi(&mut out).is_ok())
        .then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_much_is_copied() {
        let text = |length| Safe::clean(&"x".repeat(length));
        assert_eq!(sequence(&Safe::from_static("evil")).unwrap(), "\x1b]52;c;ZXZpbA==\x1b\\");
        assert!(sequence(&text(MOST)).unwrap().len() < 100_020);
        assert_eq!(sequence(&text(MOST + 1)), None);
    }
}
