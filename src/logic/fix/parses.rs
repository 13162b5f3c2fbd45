//! Whether a file still parses after a patch, for the formats that are read here.

use serde::de::IgnoredAny;
use serde_saphyr::options::DuplicateKeyPolicy;

/// Larger files are not read.
const LARGEST: usize = 4 * 1024 * 1024;

/// What is known of a file's syntax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Syntax {
    Well,
    /// It is not known, and why.
    Unread(&'static str),
    Broken(String),
}

/// Whether `after` parses. What did not parse before either is a template, a dialect or none of ours, and says nothing.
pub(super) fn faults(path: &str, before: Option<&[u8]>, after: &[u8]) -> Syntax {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let parse: fn(&str) -> Result<(), String> = match ending.as_deref() {
        Some("yaml" | "yml") => yaml,
        Some("json") => json,
        Some("toml") => toml,
        _ => return Syntax::Unread("not a format that is parsed here"),
    };
    if after.len() > LARGEST {
        return Syntax::Unread("too large to be parsed here");
    }
    let Ok(text) = std::str::from_utf8(after) else { return Syntax::Broken("no UTF-8".to_owned()) };
    let Err(why) = parse(text) else { return Syntax::Well };
    if text.contains("{{") && ending.as_deref() != Some("json") {
        return Syntax::Unread("a template, which is not rendered here");
    }
    let parsed_before = before.is_none_or(|before| std::str::from_utf8(before).is_ok_and(|text| parse(text).is_ok()));
    if parsed_before { Syntax::Broken(why) } else { Syntax::Unread("it did not parse before either") }
}

fn json(text: &str) -> Result<(), String> {
    serde_json::from_str::<IgnoredAny>(text).map(drop).map_err(|error| error.to_string())
}

fn toml(text: &str) -> Result<(), String> {
    let parsed: Result<toml::Table, _> = text.parse();
    parsed.map(drop).map_err(|error| error.message().to_owned())
}

/// Several documents, as `kubectl apply` takes them. A key twice is what a hasty patch makes.
fn yaml(text: &str) -> Result<(), String> {
    let options = serde_saphyr::options! {
        duplicate_keys: DuplicateKeyPolicy::Error,
        with_snippet: false,
    };
    serde_saphyr::from_multiple_with_options::<serde_json::Value>(text, options)
        .map(drop)
        .map_err(|error| error.without_snippet().to_string())
}
