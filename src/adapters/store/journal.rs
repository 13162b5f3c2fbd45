//! What a store does, whatever it is made of.

use std::time::Duration;

use async_trait::async_trait;
use serde::Serialize;

use crate::domain::{
    Truth,
    digest::Digest,
    journal::{Alias, Draft, Head, Record, Subject, Ulid},
    text::Safe,
};

use super::{chain::Verification, error::Error};

/// How long a lease holds; it is renewed every five seconds.
pub const TTL: Duration = Duration::from_secs(30);

/// The right to carry out a walk, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    pub walk: Ulid,
    /// Rises with every lease of the walk, so that what an old owner sends late is known for that.
    pub token: u64,
    pub holder: Safe,
    /// By the store's clock. Owners measure what is left from before they asked.
    pub until_us: i64,
}

/// What is known of a store since it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facts {
    pub db_id: Ulid,
    /// `sqlite:/home/alice/.local/state/stanch/stanch.db`
    pub place: Safe,
    /// Who is recorded, as proven.
    pub actor: Safe,
    /// Whether what was acknowledged survives a crash of the machine.
    pub durable: Truth,
    /// Why nothing can be written, where nothing can.
    pub read_only: Option<Safe>,
    /// Why no console may be armed on it, in words; empty where nothing speaks against it. The store refuses intents as well.
    pub refusals: Vec<Safe>,
}

/// An intent whose end is not recorded, or is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenIntent {
    pub walk: Ulid,
    pub alias: Alias,
    /// `cluster/namespace/kind/name`
    pub target_key: Safe,
    /// Whether it is recorded that its outcome is unknown.
    pub unknown: bool,
    /// Its `intent.started`.
    pub record: Record,
}

/// A store.
///
/// An append happens whole or not at all, and is durable when it returns. **An append that fails with [`Class::Unavailable`], and one whose
/// future is dropped, may have been recorded** (F7): nothing is sent after it, and what it wrote is read again before going on. What is said
/// twice is answered as it was recorded: `intent.started` with the same id and body, the same person's same word (`approval.approve`,
/// `approval.reject`) on the same request, and on the same fix (`fix.approved`; one `fix.rejected` is everybody's).
///
/// Fields that are the store's to write, whatever a draft says: `no` of `evidence.added`, and `self_approved` of `approval.approve` and
/// `fix.approved`.
///
/// [`Class::Unavailable`]: super::Class::Unavailable
#[async_trait]
pub trait Journal: Send + Sync {
    fn facts(&self) -> &Facts;

    /// Begins a stream. The first record is the one that begins such a stream: `walk.started`, `incident.opened`, `fix.proposed`.
    async fn open_stream(&self, subject: Subject, drafts: &[Draft]) -> Result<(Alias, Ulid, Vec<Record>), Error>;

    /// Appends to a stream, in one transaction in which everything that the records need holds (reliability.md 2.4). What a walk records of
    /// its own needs its lease; people's words, notes and the other streams need none. The store's own stream has the id of the store.
    /// What a walk's records add up to is not asked here: see [`Self::append_after`].
    async fn append(&self, stream: Ulid, lease: Option<&Lease>, drafts: &[Draft]) -> Result<Vec<Record>, Error>;

    /// The same, behind the `last` record of the stream that this was decided on. Where somebody else's came in between nothing is recorded
    /// ([`Error::Moved`]): what was right before may not follow from it, and has to be decided again.
    async fn append_after(
        &self,
        last: u64,
        stream: Ulid,
        lease: Option<&Lease>,
        drafts: &[Draft],
    ) -> Result<Vec<Record>, Error>;

    async fn find(&self, alias: Alias) -> Result<Ulid, Error>;

    /// The streams of a subject, the oldest first.
    async fn list(&self, subject: Subject) -> Result<Vec<(Alias, Ulid)>, Error>;

    /// All records of a stream, in order.
    async fn stream(&self, stream: Ulid) -> Result<Vec<Record>, Error>;

    /// Records of all streams behind a seq, in order.
    async fn page(&self, after_seq: u64, limit: u32) -> Result<Vec<Record>, Error>;

    async fn head(&self) -> Result<Head, Error>;

    /// Reads the whole log and checks it: against itself, against the head that this console keeps, and against `known`.
    async fn verify(&self, known: Option<&Head>) -> Result<Verification, Error>;

    /// Keeps bytes that records name by their digest. Bytes that are there already are not kept twice.
    async fn put_blob(&self, bytes: &[u8]) -> Result<Digest, Error>;

    async fn blob(&self, digest: Digest) -> Result<Vec<u8>, Error>;

    /// Takes the lease of a walk that nobody holds: never held, released, expired, or held by a process of this machine that has ended.
    async fn take_lease(&self, walk: Ulid) -> Result<Lease, Error>;

    async fn renew_lease(&self, lease: &Lease) -> Result<Lease, Error>;

    async fn release_lease(&self, lease: &Lease) -> Result<(), Error>;

    /// Intents of all walks that are started or unknown: what has to be resolved before anything else is done (2.5).
    async fn open_intents(&self) -> Result<Vec<OpenIntent>, Error>;
}
