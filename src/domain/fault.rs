//! Faults in files that people write: where, what, and what was probably meant.

use serde::Serialize;

use super::text::Safe;

/// One fault in a theme, keymap or configuration file. All of a file's faults are collected; the console runs on defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub file: Safe,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1; 0 where only the line is known.
    pub column: usize,
    /// Lower case, without a full stop.
    pub text: Safe,
}

impl Fault {
    /// A fault at a byte of the file's text.
    #[must_use]
    pub fn at(file: &str, source: &str, offset: usize, text: &str) -> Self {
        let before = source.as_bytes().iter().take(offset);
        Self {
            file: Safe::clean(file),
            line: before.filter(|byte| **byte == b'\n').count() + 1,
            column: 0,
            text: Safe::clean(text),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}", self.file, self.line)?;
        if self.column > 0 {
            write!(out, ":{}", self.column)?;
        }
        write!(out, ": {}", self.text)
    }
}

/// The known word that a misspelt one probably stands for.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters were left out, added, mistaken or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, (to, pair)) in b.iter().zip(row.windows(2)).enumerate() {
            let [diagonal, above] = pair else { continue };
            let left = next.last().copied().unwrap_or_default();
            let least = (diagonal + usize::from(from != to)).min(above + 1).min(left + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(to) && b.get(j - 1) == Some(from);
            let swap = before.get(j.wrapping_sub(1)).filter(|_| swapped).map_or(usize::MAX, |cost| cost + 1);
            next.push(least.min(swap));
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_finds_its_neighbour_and_a_stranger_none() {
        let known = ["half-page-down", "half-page-up", "top", "quit"];
        assert_eq!(nearest("half-page-dwn", known), Some("half-page-down"));
        assert_eq!(nearest("tpo", known), Some("top"));
        assert_eq!(nearest("quti", known), Some("quit"));
        assert_eq!(nearest("to", known), Some("top"));
        assert_eq!(nearest("explode", known), None);
    }

    #[test]
    fn a_fault_names_its_line() {
        let fault = Fault::at("dark.toml", "a = 1\nb = 2\n", 6, "unknown role `b`");
        assert_eq!(fault.to_string(), "dark.toml:2: unknown role `b`");
    }
}
