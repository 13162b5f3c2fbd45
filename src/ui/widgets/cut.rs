//! Text cut to a width, by what a terminal shows of it.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What stands for what is left out.
const MARK: &str = "..";

/// Cut at its end: `the image cannot be pu..`. Blanks alone are left out without a mark.
#[must_use]
pub fn end(text: &str, width: usize) -> Cow<'_, str> {
    if fits(text, width) {
        return Cow::Borrowed(text);
    }
    let bare = text.trim_end_matches(' ');
    if fits(bare, width) {
        return Cow::Borrowed(bare);
    }
    let (head, _) = head(text, width.saturating_sub(MARK.len()));
    Cow::Owned(format!("{head}{}", mark(width)))
}

/// Cut in its middle, so that what tells names apart stays: `checkout-7f..2xkq8`.
#[must_use]
pub fn middle(text: &str, width: usize) -> Cow<'_, str> {
    if fits(text, width) {
        return Cow::Borrowed(text);
    }
    let room = width.saturating_sub(MARK.len());
    let (head, used) = head(text, room.div_ceil(2));
    let tail = tail(text, room.saturating_sub(used));
    Cow::Owned(format!("{head}{}{tail}", mark(width)))
}

fn fits(text: &str, width: usize) -> bool {
    // A character is never wider than the bytes that it takes.
    text.len() <= width || text.width() <= width
}

fn mark(width: usize) -> &'static str {
    MARK.get(..width.min(MARK.len())).unwrap_or(MARK)
}

fn head(text: &str, room: usize) -> (&str, usize) {
    let (mut end, mut used) = (0, 0);
    for (start, grapheme) in text.grapheme_indices(true) {
        if used + grapheme.width() > room {
            break;
        }
        used += grapheme.width();
        end = start + grapheme.len();
    }
    (text.get(..end).unwrap_or_default(), used)
}

fn tail(text: &str, room: usize) -> &str {
    let (mut begin, mut used) = (text.len(), 0);
    for (start, grapheme) in text.grapheme_indices(true).rev() {
        if used + grapheme.width() > room {
            break;
        }
        used += grapheme.width();
        begin = start;
    }
    text.get(begin..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_both_ends() {
        assert_eq!(middle("checkout-7f9c-2xkq8", 16), "checkou..c-2xkq8");
        assert_eq!(middle("checkout", 8), "checkout");
        assert_eq!(end("CrashLoop 5/5 new", 12), "CrashLoop ..");
        assert_eq!(end("CrashLoop   ", 10), "CrashLoop");
    }

    #[test]
    fn nothing_is_ever_wider_than_asked() {
        for text in ["checkout-7f9c-2xkq8", "支付服务-結帳", "a", "", "e\u{301}e\u{301}e\u{301}e\u{301}"] {
            for width in 0..24 {
                for cut in [end(text, width), middle(text, width)] {
                    assert!(cut.width() <= width, "{cut:?} is wider than {width}");
                    assert!(text.width() > width || cut == text, "{text:?} fits {width} and was cut");
                }
            }
        }
    }
}
