//! Long lines over several rows.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// So many blanks part a label from what it is about.
const GAP: &str = "   ";

/// The byte ranges of the rows that a line takes, broken at blanks where there are any.
#[must_use]
pub fn wrap(text: &str, width: u16) -> Vec<Range<usize>> {
    let width = usize::from(width.max(1));
    if text.len() <= width {
        return std::iter::once(0..text.len()).collect();
    }
    let (mut rows, mut start, mut used, mut blank) = (Vec::new(), 0, 0, None);
    for (at, grapheme) in text.grapheme_indices(true) {
        // A blank for which there is no room is not seen: it ends its row, and begins none.
        if grapheme != " " && used + grapheme.width() > width && at > start {
            let cut = blank.unwrap_or(at);
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

/// The same for a line that says in its first columns what the rest is about (`first look at it   nobody looked`): its further rows stay in
/// the column of the rest. Each row with the columns that it is moved to the right by.
#[must_use]
pub fn wrap_hanging(text: &str, width: u16) -> Vec<(u16, Range<usize>)> {
    let Some(begin) = column(text).filter(|begin| *begin <= usize::from(width / 2)) else {
        return wrap(text, width).into_iter().map(|row| (0, row)).collect();
    };
    let columns = u16::try_from(begin).unwrap_or(width);
    let rest = text.get(begin..).unwrap_or_default();
    let rows = wrap(rest, width.saturating_sub(columns)).into_iter().enumerate();
    rows.map(|(at, row)| if at == 0 { (0, 0..begin + row.end) } else { (columns, begin + row.start..begin + row.end) })
        .collect()
}

/// Where what a line says begins, behind its label; all before is ASCII, so that a byte is a column.
fn column(text: &str) -> Option<usize> {
    let label = text.find(|c: char| c != ' ')?;
    let gap = label + text.get(label..)?.find(GAP)?;
    let begin = gap + text.get(gap..)?.find(|c: char| c != ' ')?;
    text.get(..begin).filter(|before| before.is_ascii()).map(|_| begin)
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
        assert_eq!(rows("one two", 3), ["one ", "two"], "no row begins with the blank that ends the one before");
    }

    #[test]
    fn what_stands_behind_a_label_stays_in_its_column() {
        let hanging = |text: &str, width| {
            let rows = wrap_hanging(text, width).into_iter();
            rows.map(|(right, row)| format!("{}{}", " ".repeat(right.into()), text[row].trim_end())).collect::<Vec<_>>()
        };
        assert_eq!(
            hanging("what it was   a cache that nothing empties", 30),
            ["what it was   a cache that", "              nothing empties"]
        );
        assert_eq!(hanging("  apply   it says yes", 20), ["  apply   it says", "          yes"]);
        assert_eq!(hanging("plain words of one line", 12), ["plain words", "of one line"]);
        assert_eq!(hanging("a label that is much longer   x y", 14), ["a label that", "is much longer", "x y"]);
        assert_eq!(hanging("short   fits", 40), ["short   fits"]);
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
