//! What an observer hears of the requests.

use std::sync::Arc;

use jiff::Timestamp;

use super::route::Verb;

/// One request and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Virtual.
    pub at: Timestamp,
    pub user: &'static str,
    /// `None`: nothing that can be asked.
    pub verb: Option<Verb>,
    /// Of the resource; empty for the core group, and for paths that are no resource.
    pub group: String,
    /// The plural: `deployments`. Of a path that is no resource: the path.
    pub resource: String,
    /// `scale`; empty for the object itself.
    pub subresource: String,
    /// Empty: none, or all.
    pub namespace: String,
    /// Empty for lists; of a creation the name that it got.
    pub name: String,
    /// The HTTP status.
    pub status: u16,
    pub dry_run: bool,
    /// Something is different from before: a write that succeeded, was no dry run and changed something.
    pub changed: bool,
    pub agent: String,
}

/// Who wants to know. Called once a request (of a watch: when it begins), with no lock held.
pub type Observer = Arc<dyn Fn(&Seen) + Send + Sync>;
