//! What goes back.

use std::{pin::Pin, sync::Arc};

use bytes::Bytes;
use futures::Stream;
use serde_json::Value;

use crate::drill::{object::Object, store::Refusal};

/// JSON, which every answer is but logs and the health of the server.
pub const JSON: &str = "application/json";

/// Plain words.
pub const TEXT: &str = "text/plain; charset=utf-8";

/// An answer before it is put on the wire.
pub struct Answer {
    /// Of HTTP.
    pub status: u16,
    pub media: &'static str,
    /// Each becomes a `Warning:` header.
    pub warnings: Vec<String>,
    /// Seconds, for `Retry-After`.
    pub retry_after: Option<u32>,
    /// The object that it is about, where the path does not say it.
    pub name: Option<Arc<str>>,
    /// Whether anything is different from before.
    pub changed: bool,
    pub content: Content,
}

/// The body.
pub enum Content {
    Whole(Bytes),
    /// As it comes: lists, watches and logs.
    Pieces(Pieces),
}

pub type Pieces = Pin<Box<dyn Stream<Item = Bytes> + Send>>;

impl Answer {
    #[must_use]
    pub fn new(status: u16, media: &'static str, content: Content) -> Self {
        Self { status, media, warnings: Vec::new(), retry_after: None, name: None, changed: false, content }
    }

    #[must_use]
    pub fn json(status: u16, value: &Value) -> Self {
        Self::new(status, JSON, Content::Whole(format!("{value}\n").into()))
    }

    #[must_use]
    pub fn bytes(status: u16, json: Bytes) -> Self {
        Self::new(status, JSON, Content::Whole(json))
    }

    #[must_use]
    pub fn object(status: u16, object: &Object) -> Self {
        Self { name: Some(Arc::clone(&object.key.name)), ..Self::bytes(status, object.json().clone()) }
    }

    #[must_use]
    pub fn text(status: u16, text: impl Into<Bytes>) -> Self {
        Self::new(status, TEXT, Content::Whole(text.into()))
    }

    #[must_use]
    pub fn pieces(media: &'static str, pieces: impl Stream<Item = Bytes> + Send + 'static) -> Self {
        Self::new(200, media, Content::Pieces(Box::pin(pieces)))
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let retry = refusal.details.as_ref().map(|details| details.retry_after_seconds).filter(|seconds| *seconds > 0);
        Self { retry_after: retry, ..Self::json(refusal.code, &refusal.status()) }
    }
}
