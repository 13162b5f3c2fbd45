//! Secrets whose values are known: this process's own, those of kubeconfigs, the data of Secrets.

use aho_corasick::{AhoCorasick, MatchKind};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

/// The shortest value that is looked for: a shorter one stands everywhere.
const SHORTEST: usize = 6;

/// Values, and how they look when they are encoded.
pub(super) struct Known {
    automaton: AhoCorasick,
    /// For each pattern the value that it stands for.
    values: Vec<usize>,
    secrets: Vec<String>,
}

impl Known {
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Result<Self, aho_corasick::BuildError> {
        let mut kept: Vec<String> =
            secrets.into_iter().map(str::trim).filter(|s| s.len() >= SHORTEST).map(squeezed).collect();
        kept.sort();
        kept.dedup();
        let (mut patterns, mut values) = (Vec::new(), Vec::new());
        for (at, secret) in kept.iter().enumerate() {
            for pattern in looks(secret) {
                patterns.push(pattern);
                values.push(at);
            }
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns)?;
        Ok(Self { automaton, values, secrets: kept })
    }

    /// With more values.
    pub fn with(&self, more: &[String]) -> Result<Self, aho_corasick::BuildError> {
        Self::new(self.secrets.iter().chain(more).map(String::as_str))
    }

    /// Where in a text a value stands, in whatever look, even when line breaks tear it; with the value itself.
    pub fn find(&self, text: &str) -> Vec<(usize, usize, &str)> {
        if self.secrets.is_empty() {
            return Vec::new();
        }
        let bytes = text.as_bytes();
        let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes.get(*at).is_some_and(|b| !is_gap(*b))).collect();
        let joined: Vec<u8> = places.iter().filter_map(|at| bytes.get(*at).copied()).collect();
        self.automaton
            .find_iter(&joined)
            .filter_map(|found| {
                let start = *places.get(found.start())?;
                let end = *places.get(found.end().checked_sub(1)?)? + 1;
                let secret = self.secrets.get(*self.values.get(found.pattern().as_usize())?)?;
                Some((start, end, secret.as_str()))
            })
            .collect()
    }
}

fn is_gap(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | b'\t' | b' ')
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\n' | '\r' | '\t' | ' ')).collect()
}

/// As it is, in base64 at each of the three places where it may begin within a longer text, and as a URL writes it.
fn looks(secret: &str) -> Vec<String> {
    let mut looks = vec![secret.to_owned()];
    for before in 0..3_usize {
        let bytes = [vec![0; before], secret.as_bytes().to_vec()].concat();
        let encoded = STANDARD_NO_PAD.encode(&bytes);
        // What depends on the neighbours is left out of the search.
        let from = [0, 2, 3].get(before).copied().unwrap_or_default();
        let until = bytes.len() / 3 * 4;
        if let Some(sure) = encoded.get(from..until.max(from)).filter(|sure| sure.len() >= SHORTEST) {
            looks.push(sure.to_owned());
            looks.push(sure.replace('+', "-").replace('/', "_"));
        }
    }
    looks.push(percent(secret));
    looks.sort();
    looks.dedup();
    looks
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.extend(["%", &hex::encode_upper([byte])]);
        }
        out
    })
}
