//! What a feed reads, whatever it is: heads of lists, items, and events of a watch.

use serde::Deserialize;

use crate::domain::text::Safe;

/// The head of a page: everything before its items.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) version: String,
    /// The next page, if any.
    pub(super) next: Option<String>,
}

/// One event of a watch.
#[derive(Debug)]
pub(super) enum Sign<T> {
    Apply(T),
    Delete {
        namespace: Option<Safe>,
        name: Safe,
    },
    /// Nothing but a newer resource version.
    Bookmark,
    /// The watch is over; 410: its version is too old.
    Error {
        code: u16,
        message: Safe,
    },
}

/// How one kind of thing is read.
pub(super) trait Reading: Send + Sync + 'static {
    type Item: Send + 'static;

    /// The `Accept` header.
    const ACCEPT: &'static str;

    fn head(&mut self, json: &[u8]) -> serde_json::Result<Head>;

    /// `None` for an item that is of no interest.
    fn item(&mut self, json: &[u8]) -> serde_json::Result<Option<Self::Item>>;

    /// The event of a line, and the resource version that it brings.
    fn event(&mut self, line: &[u8]) -> serde_json::Result<(Option<Sign<Self::Item>>, String)>;

    /// Whether the server will never give what is read here.
    fn is_hopeless(&self) -> bool {
        false
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ListMeta {
    pub(super) resource_version: String,
    pub(super) r#continue: String,
}

impl ListMeta {
    pub(super) fn into_head(self) -> Head {
        Head { version: self.resource_version, next: Some(self.r#continue).filter(|token| !token.is_empty()) }
    }
}

/// The event of a line that is an error, if it is one.
pub(super) fn error<T>(line: &[u8]) -> Option<Sign<T>> {
    #[derive(Deserialize)]
    struct Line {
        r#type: String,
        object: Status,
    }
    #[derive(Deserialize)]
    struct Status {
        #[serde(default)]
        code: u16,
        #[serde(default)]
        message: Safe,
    }
    let line: Line = serde_json::from_slice(line).ok()?;
    (line.r#type == "ERROR").then_some(Sign::Error { code: line.object.code, message: line.object.message })
}
