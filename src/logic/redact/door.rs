//! Masking.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use regex::Captures;

use crate::domain::digest::Digest;

use super::{
    formats::{self, Format, Kind},
    known::Known,
    names::is_sensitive,
    objects,
    plausible::{Setting, is_value},
};

/// Bytes of base64 that the shortest token takes.
const SHORTEST_RUN: usize = 24;

/// Why nothing is given out.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("the formats of secrets cannot be read: {0}")]
    Formats(#[from] regex::Error),
    #[error("the known secrets cannot be looked for: {0}")]
    Known(#[from] aho_corasick::BuildError),
    /// A known secret was still there after masking.
    #[error("a known secret would have been left in the text")]
    Leak,
}

/// Which placeholder stands for which secret. It holds digests, never the secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers(BTreeMap<Digest, u32>);

/// Text without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    pub text: String,
    /// Places that were masked.
    pub places: u32,
}

/// The one door.
pub struct Door {
    formats: Vec<Format>,
    known: Known,
}

impl Door {
    /// A door that knows these values besides the formats.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Result<Self, Refused> {
        Ok(Self { formats: formats::all()?, known: Known::new(secrets)? })
    }

    /// Learns the data of Secret objects in a text: what they hold is looked for from now on.
    pub fn learn(&mut self, text: &str) -> Result<(), Refused> {
        let values = objects::plain(text);
        if !values.is_empty() {
            self.known = self.known.with(&values)?;
        }
        Ok(())
    }

    /// Masks a text. Lines stay lines, and keep the sign of a diff.
    pub fn mask(&self, text: &str, numbers: &mut Numbers) -> Result<Masked, Refused> {
        let mut spans: Vec<(usize, usize, String)> =
            self.known.find(text).into_iter().map(|(start, end, secret)| (start, end, secret.to_owned())).collect();
        for format in &self.formats {
            find(format, text, &mut spans);
        }
        let objects = objects::find(text).into_iter();
        spans.extend(objects.filter_map(|(start, end)| Some((start, end, objects::decoded(text.get(start..end)?)))));
        self.encoded(text, &mut spans);
        let (text, some) = replace(text, spans, numbers);
        let (text, torn) = self.torn(&text, numbers);
        if !self.known.find(&text).is_empty() {
            return Err(Refused::Leak);
        }
        Ok(Masked { text, places: some + torn })
    }

    /// Tokens in base64: a run of it is taken apart and looked at.
    fn encoded(&self, text: &str, spans: &mut Vec<(usize, usize, String)>) {
        for (start, run) in runs(text) {
            let even = run.len() / 4 * 4;
            let Some(bytes) = run.get(..even).and_then(|run| STANDARD_NO_PAD.decode(run).ok()) else { continue };
            let Ok(plain) = std::str::from_utf8(&bytes) else { continue };
            let mut within = Vec::new();
            for format in self.formats.iter().filter(|format| format.kind != Kind::Named) {
                find(format, plain, &mut within);
            }
            if let Some((_, _, secret)) = within.into_iter().next() {
                spans.push((start, start + run.len(), secret));
            }
        }
    }

    /// Tokens of one length that a line break tears apart.
    fn torn(&self, text: &str, numbers: &mut Numbers) -> (String, u32) {
        let places: Vec<usize> =
            text.char_indices().filter(|(_, c)| !matches!(c, '\n' | '\r')).map(|(at, _)| at).collect();
        let joined: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
        // Offsets in `joined` are bytes; each belongs to the character that began last.
        let starts: Vec<usize> = joined.char_indices().map(|(at, _)| at).collect();
        let origin = |at: usize| starts.binary_search(&at).ok().and_then(|index| places.get(index).copied());
        let mut spans = Vec::new();
        for format in self.formats.iter().filter(|format| format.kind == Kind::Fixed) {
            for found in format.regex.captures_iter(&joined).filter_map(|captures| captures.name("s")) {
                let last = origin(found.end().saturating_sub(1));
                if let (Some(start), Some(last)) = (origin(found.start()), last) {
                    spans.push((start, last + 1, found.as_str().to_owned()));
                }
            }
        }
        replace(text, spans, numbers)
    }
}

/// Runs of base64 that are long enough to hold a token, each with where it starts.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    let mut from = 0;
    text.split_inclusive(move |c: char| !part(c)).filter_map(move |piece| {
        let start = from;
        from += piece.len();
        let run = piece.trim_end_matches(|c: char| !part(c));
        (run.len() >= SHORTEST_RUN).then_some((start, run))
    })
}

fn find(format: &Format, text: &str, spans: &mut Vec<(usize, usize, String)>) {
    for captures in format.regex.captures_iter(text) {
        let found = if format.kind == Kind::Named { named(&captures) } else { captures.name("s") };
        if let Some(found) = found {
            spans.push((found.start(), found.end(), found.as_str().to_owned()));
        }
    }
}

/// The value behind a sensitive name.
fn named<'t>(captures: &Captures<'t>) -> Option<regex::Match<'t>> {
    let (name, value) = (captures.name("n")?, captures.name("v")?);
    if !is_sensitive(name.as_str()) {
        return None;
    }
    let gap = captures.name("g").map_or(": ", |gap| gap.as_str());
    let setting = if value.as_str().starts_with(['"', '\'', '\\']) {
        Setting::Quoted
    } else if !gap.contains([' ', '\t']) && gap.starts_with('=') {
        Setting::Tight
    } else if captures.name("end").is_some() {
        Setting::Line
    } else {
        Setting::Loose
    };
    is_value(value.as_str(), setting).then_some(value)
}

/// Puts placeholders in place of spans; of two that overlap, the one that begins first grows over the other.
fn replace(text: &str, mut spans: Vec<(usize, usize, String)>, numbers: &mut Numbers) -> (String, u32) {
    spans.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
    let mut merged: Vec<(usize, usize, String)> = Vec::new();
    for (start, end, secret) in spans {
        match merged.last_mut() {
            Some((_, last, _)) if start < *last => *last = end.max(*last),
            _ => merged.push((start, end, secret)),
        }
    }
    let (mut out, mut from, mut places) = (String::with_capacity(text.len()), 0, 0);
    for (start, end, secret) in merged {
        let Some(hidden) = text.get(start..end) else { continue };
        out.push_str(text.get(from..start).unwrap_or_default());
        placeholder(&mut out, hidden, numbers.of(&secret));
        from = end;
        places += 1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    (out, places)
}

/// One placeholder, and as many line breaks as there were, each with the sign that a line of a diff begins with.
fn placeholder(out: &mut String, hidden: &str, number: u32) {
    out.extend(["[secret#", &number.to_string(), "]"]);
    for line in hidden.split('\n').skip(1) {
        out.push('\n');
        if let Some(sign) = line.chars().next().filter(|c| matches!(c, '+' | '-' | ' ')) {
            out.push(sign);
        }
    }
}

impl Numbers {
    fn of(&mut self, secret: &str) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX).saturating_add(1);
        let bare = secret.trim_matches(['"', '\'', '\\']);
        *self.0.entry(Digest::of(bare.as_bytes())).or_insert(next)
    }

    /// How many secrets have a number.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
