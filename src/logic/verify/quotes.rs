//! Finds quotes in evidence, verbatim but for white space.

use crate::logic::evidence::{Content, FileChange, Side};

use super::exhibit::Exhibit;

/// The fewest characters that a quote may have which is not a whole line.
pub(super) const SHORTEST: usize = 8;

/// Where a quote was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub exhibit: &'a Exhibit<'a>,
    /// On which side of a diff; `None` outside of diffs, or where it is on both or on neither.
    pub side: Option<Side>,
    /// The line that it is in, or that it begins in.
    pub line: &'a str,
}

/// Finds a quote in one piece of evidence.
pub(super) fn find<'a>(exhibit: &'a Exhibit<'a>, quote: &str) -> Option<Found<'a>> {
    let wanted = flat(quote);
    if wanted.is_empty() {
        return None;
    }
    if let Content::Changes(patch) = &exhibit.material.content {
        let bare = wanted.trim_start_matches(['+', '-']).trim_start();
        let mut sides = patch.files.iter().flat_map(FileChange::lines).filter(|line| flat(line.text).contains(bare));
        if let Some(first) = sides.next().filter(|_| !bare.is_empty()) {
            let same = sides.all(|line| line.side == first.side);
            // The quote's own sign tells which one is meant where both are there.
            let signed = match quote.trim_start().chars().next() {
                Some('+') => Some(Side::Added),
                Some('-') if !quote.trim_start().starts_with("- ") => Some(Side::Removed),
                _ => None,
            };
            let side = if same { Some(first.side) } else { signed };
            return Some(Found { exhibit, side, line: first.text });
        }
    }
    let lines = || exhibit.text.lines();
    if let Some(line) = lines().find(|line| flat(line).contains(&wanted)) {
        return Some(Found { exhibit, side: None, line });
    }
    // A quote over several lines, each of them without the sign of a diff.
    let signs: &[char] = if matches!(exhibit.material.content, Content::Changes(_)) { &['+', '-'] } else { &[] };
    let whole = lines().map(|line| flat(line.trim_start_matches(signs))).collect::<Vec<_>>().join(" ");
    let first = quote.lines().find(|line| !line.trim().is_empty())?;
    let stripped = quote.lines().map(|line| flat(line.trim_start_matches(signs))).collect::<Vec<_>>().join(" ");
    let line = lines().find(|line| line.contains(first.trim()))?;
    flat(&whole).contains(&flat(&stripped)).then_some(Found { exhibit, side: None, line })
}

/// Whether a quote is long enough to prove anything: it has some length, or is a whole line.
pub(super) fn weighs(quote: &str, found: &Found<'_>) -> bool {
    quote.trim().chars().count() >= SHORTEST || flat(quote) == flat(found.line)
}

/// Runs of white space as one space.
pub(super) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
