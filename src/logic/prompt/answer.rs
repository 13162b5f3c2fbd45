//! An answer, read strictly (B-41).

use serde::Deserialize;

use crate::domain::{evidence::EvidenceNo, text::Safe};

/// Bytes of an answer that are read at all.
pub const ANSWER_CAP: usize = 256 * 1024;

/// Characters of one text, items of one list, and lines of a patch that an answer may have.
const TEXT: usize = 4_000;
const ITEMS: usize = 8;
const CLAIMS: usize = 24;
const QUOTES: usize = 8;
const PATCH: usize = 64 * 1024;

/// Why an answer is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("model answer not usable: {0}")]
pub struct Unusable(pub Safe);

/// What a model said. Nothing of it is believed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    pub summary: Safe,
    pub cause: Safe,
    pub impact: Safe,
    pub suggested_fix: Safe,
    pub alternatives: Vec<Safe>,
    pub next_steps: Vec<Safe>,
    pub technical_details: Option<Safe>,
    pub own_confidence: Option<u8>,
    pub claims: Vec<Said>,
    /// A unified diff, byte for byte: a tab in it stays one. It is checked before anything is done with it.
    pub patch: Option<String>,
}

/// One claim as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    pub text: Safe,
    /// What it cites; `None` for what is not the name of a piece of evidence.
    pub evidence: Vec<Option<EvidenceNo>>,
    pub quotes: Vec<Safe>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    summary: String,
    cause: String,
    impact: String,
    suggested_fix: String,
    #[serde(default)]
    alternatives: Vec<String>,
    #[serde(default)]
    next_steps: Vec<String>,
    #[serde(default)]
    technical_details: Option<String>,
    #[serde(default)]
    confidence: Option<f64>,
    #[serde(default)]
    claims: Vec<WireClaim>,
    #[serde(default)]
    patch: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireClaim {
    text: String,
    #[serde(default)]
    evidence: Vec<String>,
    #[serde(default)]
    quotes: Vec<String>,
}

/// Reads an answer: one JSON object of the schema, bare or in a fence of Markdown, and nothing else.
pub fn read(text: &str) -> Result<Answer, Unusable> {
    let unusable = |why: &str| Err(Unusable(Safe::line(why)));
    if text.len() > ANSWER_CAP {
        return unusable("longer than 256 KiB");
    }
    let body = unfenced(thought(text.trim()));
    if body.is_empty() {
        return unusable("empty");
    }
    if !body.starts_with('{') {
        return unusable("prose where a JSON object was asked for");
    }
    match serde_json::from_str::<Wire>(body) {
        Ok(wire) => Ok(taken(wire)),
        Err(error) if error.is_eof() => unusable("cut off in the middle of the JSON object"),
        Err(error) => unusable(&brief(&error.to_string())),
    }
}

/// Without the list of what would be known.
fn brief(error: &str) -> String {
    let (what, rest) = error.split_once(", expected one of").unwrap_or((error, ""));
    let place = rest.rsplit_once(" at line ").map(|(_, place)| format!(" at line {place}")).unwrap_or_default();
    format!("{what}{place}")
}

/// Takes away what a model wrote down while it thought.
fn thought(text: &str) -> &str {
    let rest = text.strip_prefix("<think>").and_then(|inside| inside.split_once("</think>"));
    rest.map_or(text, |(_, answer)| answer.trim_start())
}

/// Takes away a fence of Markdown around the whole answer.
fn unfenced(text: &str) -> &str {
    let inside = text.strip_prefix("```json").or_else(|| text.strip_prefix("```"));
    inside.and_then(|inside| inside.trim_end().strip_suffix("```")).map_or(text, str::trim)
}

fn taken(wire: Wire) -> Answer {
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    Answer {
        summary: short(&wire.summary),
        cause: short(&wire.cause),
        impact: short(&wire.impact),
        suggested_fix: short(&wire.suggested_fix),
        alternatives: list(&wire.alternatives, ITEMS),
        next_steps: list(&wire.next_steps, ITEMS),
        technical_details: filled(wire.technical_details).map(|text| short(&text)),
        own_confidence: wire.confidence.and_then(percent),
        claims: wire.claims.iter().filter(|claim| !claim.text.trim().is_empty()).take(CLAIMS).map(claim).collect(),
        patch: filled(wire.patch).filter(|patch| patch.len() <= PATCH),
    }
}

fn claim(wire: &WireClaim) -> Said {
    Said {
        text: short(&wire.text),
        evidence: wire.evidence.iter().take(QUOTES).map(|name| EvidenceNo::parse(name.trim())).collect(),
        quotes: list(&wire.quotes, QUOTES),
    }
}

fn list(texts: &[String], most: usize) -> Vec<Safe> {
    texts.iter().filter(|text| !text.trim().is_empty()).take(most).map(|text| short(text)).collect()
}

fn short(text: &str) -> Safe {
    let text = text.trim();
    let cut = text.char_indices().nth(TEXT).map(|(at, _)| at);
    Safe::clean(cut.and_then(|at| text.get(..at)).unwrap_or(text))
}

/// From a fraction or from hundredths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100 before")]
fn percent(number: f64) -> Option<u8> {
    let hundredths = if number > 0.0 && number <= 1.0 { number * 100.0 } else { number };
    number.is_finite().then(|| hundredths.clamp(0.0, 100.0).round() as u8)
}
