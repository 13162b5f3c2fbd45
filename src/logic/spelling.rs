//! What somebody probably meant who typed a word that is not known.

/// The known word nearest to `typed`, if it is near enough to be a slip of the fingers.
#[must_use]
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    near(typed, known).into_iter().next()
}

/// The known words near `typed`, the nearest first, at most three.
#[must_use]
pub fn near<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let folded = typed.to_lowercase();
    let slips = folded.chars().count().div_ceil(3);
    let mut found: Vec<(usize, &str)> = known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&folded, &word.to_lowercase()), word))
        .filter(|(distance, _)| *distance <= slips)
        .collect();
    found.sort_unstable();
    found.truncate(3);
    found.into_iter().map(|(_, word)| word).collect()
}

/// `, did you mean x?`, or nothing where no known word is near.
#[must_use]
pub fn suggestion<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(typed, known).map(|word| format!(", did you mean `{word}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 4] = ["theme", "keymap", "namespace", "low_bandwidth"];

    #[test]
    fn a_slip_finds_its_word() {
        assert_eq!(nearest("thme", WORDS), Some("theme"));
        assert_eq!(nearest("hteme", WORDS), Some("theme"));
        assert_eq!(nearest("NAMESPACES", WORDS), Some("namespace"));
        assert_eq!(suggestion("lowbandwidth", WORDS), ", did you mean `low_bandwidth`?");
    }

    #[test]
    fn another_word_finds_none() {
        assert_eq!(nearest("colour", WORDS), None);
        assert_eq!(nearest("", WORDS), None);
        assert_eq!(suggestion("x", WORDS), "");
    }

    #[test]
    fn the_nearest_comes_first() {
        assert_eq!(near("chekout", ["checkout", "chekout2", "other"]), ["checkout", "chekout2"]);
    }
}
