//! Why a model gave no answer, in words for the person who waits.

use std::time::Duration;

use crate::domain::text::Safe;

/// Why there is no answer. What a provider says is shortened, cleaned, and never holds the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("no model: {0}")]
    Settings(Safe),
    #[error("no analysis (401): the key is not accepted{0}")]
    Key(Safe),
    #[error("no analysis (429): too many requests or no quota left{0}")]
    Busy(Safe),
    #[error("no analysis ({status}): it sends elsewhere, to {to}, and nothing is sent there")]
    Elsewhere { status: u16, to: Safe },
    #[error("no analysis ({status}){said}")]
    Refused { status: u16, said: Safe },
    #[error("no analysis: {address} cannot be reached: {why}")]
    Unreachable { address: Safe, why: Safe },
    #[error("no analysis: nothing came for {} s", .0.as_secs())]
    Stalled(Duration),
    #[error("no analysis: the answer was not whole after {} s", .0.as_secs())]
    Endless(Duration),
    #[error("no analysis: the answer was cut off")]
    Truncated,
    #[error("no analysis: answer cut at {0} tokens, the most that it may have")]
    Limit(u32),
    #[error("no analysis: the answer cannot be read: {0}")]
    Garbled(Safe),
}

impl Error {
    /// Whether the form of the answer is what is refused, and not the question.
    pub(super) fn is_about_the_schema(&self) -> bool {
        let Self::Refused { said, .. } = self else { return false };
        ["json_schema", "response_format", "response format"].iter().any(|words| said.contains(words))
    }
}

/// Characters of what a provider said that are shown.
const SAID: usize = 200;

/// Sorts out an error of the client.
pub(super) fn of(error: &genai::Error, address: &Safe, key: Option<&str>) -> Error {
    let mut current: Option<&(dyn std::error::Error + 'static)> = Some(error);
    // An error of HTTP stands inside an error of the stream.
    while let Some(one) = current {
        if let Some(found) = one.downcast_ref::<genai::Error>() {
            if found.status().is_some() {
                return refused(found, key);
            }
            if let genai::Error::WebStream { error, .. } = found {
                if let Some(inner) = error.downcast_ref::<genai::Error>().filter(|inner| inner.status().is_some()) {
                    return refused(inner, key);
                }
                if let Some(inner) = error.downcast_ref::<reqwest::Error>() {
                    return transport(inner, address);
                }
            }
            if let genai::Error::ChatResponse { body, .. } = found {
                return in_stream(body, key);
            }
        }
        current = one.source();
    }
    Error::Garbled(said(&error.to_string(), key))
}

fn transport(error: &reqwest::Error, address: &Safe) -> Error {
    if error.is_connect() || error.is_request() {
        let mut why: &dyn std::error::Error = error;
        while let Some(source) = why.source() {
            why = source;
        }
        return Error::Unreachable { address: address.clone(), why: Safe::line(&why.to_string()) };
    }
    Error::Truncated
}

fn body(error: &genai::Error) -> &str {
    match error {
        genai::Error::HttpError { body, .. }
        | genai::Error::WebModelCall { webc_error: genai::webc::Error::ResponseFailedStatus { body, .. }, .. } => body,
        _ => "",
    }
}

fn refused(error: &genai::Error, key: Option<&str>) -> Error {
    let status = error.status().map(|status| status.as_u16()).unwrap_or_default();
    let header = |name: &str| error.headers().and_then(|headers| headers.get(name)?.to_str().ok());
    if let (300..400, Some(to)) = (status, header("location")) {
        return Error::Elsewhere { status, to: said(to, key) };
    }
    let told = said(&message(body(error)), key);
    let told = if told.is_empty() { told } else { Safe::line(&format!(": {told}")) };
    match (status, header("retry-after")) {
        (401 | 403, _) => Error::Key(told),
        (429, Some(after)) => Error::Busy(Safe::line(&format!("{told}; it asks to wait {}", waiting(after, key)))),
        (429, None) => Error::Busy(told),
        (status, _) => Error::Refused { status, said: told },
    }
}

/// `20` is seconds; anything else is a date.
fn waiting(after: &str, key: Option<&str>) -> Safe {
    let after = said(after, key);
    let seconds = !after.is_empty() && after.bytes().all(|b| b.is_ascii_digit());
    if seconds { Safe::line(&format!("{after} s")) } else { Safe::line(&format!("until {after}")) }
}

/// An error that a provider sends within a stream that began well.
fn in_stream(body: &serde_json::Value, key: Option<&str>) -> Error {
    let text = body.to_string();
    if text.contains("rate_limit") || text.contains("overloaded") || text.contains("\"code\":429") {
        return Error::Busy(Safe::line(&format!(": {}", said(&message(&text), key))));
    }
    Error::Garbled(said(&message(&text), key))
}

/// The message of the JSON that providers answer with, else the text itself.
fn message(body: &str) -> String {
    let found = serde_json::from_str::<serde_json::Value>(body).ok().and_then(|value| {
        let at = ["/error/message", "/0/error/message", "/message", "/error"];
        at.iter().find_map(|path| value.pointer(path)?.as_str().map(str::to_owned))
    });
    let page =
        body.trim_start().get(..5).is_some_and(|start| matches!(start.to_lowercase().as_str(), "<html" | "<!doc"));
    found.unwrap_or_else(|| if page { "it answered a page of HTML".to_owned() } else { body.to_owned() })
}

fn said(text: &str, key: Option<&str>) -> Safe {
    let text = key.filter(|key| !key.is_empty()).map_or_else(|| text.to_owned(), |key| text.replace(key, "[key]"));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Safe::line(&text.chars().take(SAID).collect::<String>())
}
