//! One record, as a row and as a page. Whoever owns the store's file may have put anything there: it is cleaned like all that comes from
//! outside.

use serde_json::Value;

use crate::{
    domain::{journal::Record, text::Safe},
    flow::Model,
};

/// The fields of bodies that are words, in the order in which they make a sentence.
const WORDS: [&str; 14] = [
    "strategy", "node", "title", "outcome", "say", "summary", "words", "text", "reason", "comment", "refusal",
    "question", "to", "alias",
];

/// Characters of a body without words.
const LONGEST: usize = 200;

/// Whom it is about: `INC-4`; `-` for what is the store's own.
pub fn about(record: &Record, model: &Model) -> Safe {
    model.desk.alias_of(record).map_or_else(|| Safe::from_static("-"), |alias| Safe::line(&alias.to_string()))
}

/// What it says, in a line.
pub fn says(record: &Record) -> Safe {
    let Some(body) = body(record) else { return Safe::from_static("deleted; the chain holds by its digest") };
    let words: Vec<&str> = WORDS.iter().filter_map(|field| body.get(field)?.as_str()).collect();
    if words.is_empty() && !body.is_null() {
        return Safe::line(&body.to_string().chars().take(LONGEST).collect::<String>());
    }
    Safe::line(&words.join(": "))
}

/// Everything that it is, for reading.
pub fn page(record: &Record, model: &Model) -> Vec<Safe> {
    let mut lines: Vec<Safe> = [
        format!("record  {} of the store, {} of {}", record.seq, record.stream_seq, about(record, model)),
        format!("what    {}", record.kind),
        format!("when    {:.6}", record.at()),
        format!("who     {}", record.actor),
        format!("stream  {}", record.stream),
        format!("body    sha256 {}", record.body_sha256),
        format!("prev    {}", record.prev),
        format!("hash    {}", record.hash),
        String::new(),
    ]
    .iter()
    .map(|line| Safe::line(line))
    .collect();
    match body(record) {
        Some(body) => {
            let text = serde_json::to_string_pretty(&body).unwrap_or_default();
            lines.extend(text.lines().map(Safe::line));
        }
        None => lines.push(says(record)),
    }
    lines
}

/// Everything that it is, as a document: in the words of `stanch audit show --json`.
pub fn export(record: &Record, model: &Model) -> String {
    let alias = model.desk.alias_of(record).map(|alias| alias.to_string());
    let mut document = serde_json::to_value(record).unwrap_or_default();
    if let Some(fields) = document.as_object_mut() {
        fields.insert("at".to_owned(), format!("{:.6}", record.at()).into());
        fields.insert("alias".to_owned(), alias.into());
        fields.insert("body".to_owned(), body(record).unwrap_or_default());
    }
    document.to_string()
}

fn body(record: &Record) -> Option<Value> {
    let text = Safe::clean_bytes(record.body.as_deref()?);
    Some(serde_json::from_str(&text).unwrap_or_else(|_| Value::String(text.to_string())))
}
