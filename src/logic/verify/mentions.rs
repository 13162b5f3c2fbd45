//! What a sentence names: files, variables, pods, revisions, numbers. What it names has to be in the evidence.

/// One thing that a sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mention {
    /// `pay/stripe.py`, and the line if it says one.
    File(String, Option<u64>),
    /// `STRIPE_API_KEY`, `checkout-7f9c-2xkq8`, `payments.svc`: words that prose does not have.
    Name(String),
    Revision(String),
    Number(String),
}

/// File endings that make a word with a dot a file.
const ENDINGS: [&str; 27] = [
    "py",
    "js",
    "ts",
    "tsx",
    "jsx",
    "mjs",
    "go",
    "java",
    "kt",
    "rb",
    "rs",
    "php",
    "cs",
    "yaml",
    "yml",
    "json",
    "toml",
    "ini",
    "env",
    "sql",
    "sh",
    "tf",
    "txt",
    "conf",
    "cfg",
    "xml",
    "properties",
];

/// Everything that a sentence names.
pub(super) fn of(sentence: &str) -> Vec<Mention> {
    let words: Vec<&str> = sentence.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| words.get(at)).map(|word| word.to_ascii_lowercase());
        if let Some(mention) = one(word, before.as_deref().unwrap_or_default()) {
            found.push(mention);
        }
    }
    found
}

fn bare(word: &str) -> &str {
    let trimmed = word.trim_matches(|c: char| {
        matches!(c, '"' | '\'' | '`' | ',' | ';' | '(' | ')' | '[' | ']' | '?' | '!' | '“' | '”' | '‘' | '’')
    });
    trimmed.trim_end_matches(['.', ':'])
}

fn one(word: &str, before: &str) -> Option<Mention> {
    let (name, line) = match word.rsplit_once(':') {
        Some((name, line)) => (name, line.parse().ok()),
        None => (word, None),
    };
    if is_file(name) {
        return Some(Mention::File(name.to_owned(), line));
    }
    let number = word.trim_end_matches('%');
    if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        if matches!(before, "revision" | "rev") {
            return Some(Mention::Revision(number.to_owned()));
        }
        // A single digit counts something more often than it quotes something, except where it is a code.
        let told = number.len() > 1 || matches!(before, "code" | "exit" | "status" | "line");
        return told.then(|| Mention::Number(number.to_owned()));
    }
    is_name(word).then(|| Mention::Name(word.to_owned()))
}

fn is_file(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && ENDINGS.contains(&ending)
            && !stem.contains("://")
            && !matches!(stem, "Node" | "node" | "Next")
    })
}

/// Whether a word is a name of a machine's: with an underscore, all capitals and digits, or dashes with digits.
fn is_name(word: &str) -> bool {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = word.bytes().any(|b| b.is_ascii_digit());
    let plain = word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/' | b':'));
    let underscored = word.contains('_') && letters > 1;
    let dashed = word.contains('-') && digits && letters > 1;
    let slashed = word.contains('/') && digits && letters > 1;
    plain && (underscored || dashed || slashed)
}

/// Whether a text has a name as a whole word.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sentence_names_is_found() {
        let text = "Revision 41 removed `STRIPE_API_KEY` from chart/values.yaml:18, so pod checkout-7f9c-2xkq8 exits with code 1 (in 45 s).";
        let names = of(text);
        assert_eq!(
            names,
            [
                Mention::Revision("41".into()),
                Mention::Name("STRIPE_API_KEY".into()),
                Mention::File("chart/values.yaml".into(), Some(18)),
                Mention::Name("checkout-7f9c-2xkq8".into()),
                Mention::Number("1".into()),
                Mention::Number("45".into()),
            ]
        );
        assert_eq!(of("A Stripe API outage may also contribute, e.g. read-only pools."), []);
    }

    #[test]
    fn a_word_is_a_whole_word() {
        assert!(has_word("exit 137 limit", "137") && !has_word("exit 1370", "137") && !has_word("a_b", "b"));
    }
}
