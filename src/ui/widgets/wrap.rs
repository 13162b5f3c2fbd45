//! Long lines over several rows.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The byte ranges of the rows that a line takes, broken at blanks where there are any.
#[must_use]
pub fn wrap(text: &str, width: u16) -> Vec<Range<usize>> {
    let width = usize::from(width.max(1));
    if text.len() <= width {
        return std::iter::once(0..text.len()).collect();
    }
    let (mut rows, mut start, mut used, mut blank) = (Vec::new(), 0, 0, None);
    for (at, grapheme) in text.grapheme_indices(true) {
        if used + grapheme.width() > width && at > start {
            let cut = blank.filter(|_| grapheme != " ").unwrap_or(at);
            rows.push(start..cut);
            used = text.get(cut..at).unwrap_or_default().width();
            (start, blank) = (cut, None);
            if used + grapheme.width() > width && at > start {
                // The word that was carried over leaves no room for a wide character either.
                rows.push(start..at);
                (start, used) = (at, 0);
            }
        }
        used += grapheme.width();
        if grapheme == " " {
            blank = Some(at + grapheme.len());
        }
    }
    rows.push(start..text.len());
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str, width: u16) -> Vec<&str> {
        wrap(text, width).into_iter().map(|row| &text[row]).collect()
    }

    #[test]
    fn breaks_at_blanks_and_inside_words_that_are_too_long() {
        assert_eq!(rows("one two three", 8), ["one two ", "three"]);
        assert_eq!(rows("abcdefghij kl", 4), ["abcd", "efgh", "ij ", "kl"]);
        assert_eq!(rows("", 4), [""]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_row_is_too_wide(text in "[a-z 支é]{0,60}", width in 2_u16..20) {
            let rows = rows(&text, width);
            prop_assert_eq!(rows.concat(), text.clone());
            for row in rows {
                prop_assert!(row.trim_end().width() <= usize::from(width), "{:?}", row);
            }
        }
    }
}
