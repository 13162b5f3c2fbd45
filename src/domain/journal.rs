//! The append-only log that is journal and audit trail in one, as data (reliability.md 2.3, 2.11).

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
pub use ulid::Ulid;

use super::{digest::Digest, text::Safe};

/// The most bytes that one record's body may have; more goes into a blob that the body names by its digest.
pub const BODY_CAP: usize = 64 * 1024;

/// The short name of a stream, as people say it: `W-1`, `INC-1`, `F-1`. Counted by the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Alias {
    Walk(u64),
    Incident(u64),
    Fix(u64),
}

/// What a stream is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Walk,
    Incident,
    Fix,
    /// The store itself: policies that were loaded, arming, what is no one's.
    Store,
}

/// One record, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Without gaps, from 1.
    pub seq: u64,
    /// Microseconds since 1970, by the store's clock, never backwards.
    pub at_us: i64,
    /// Who, as proven: `os:1000(alice)@host loginuid=1000`.
    pub actor: Safe,
    pub stream: Ulid,
    /// Without gaps, from 1, within the stream.
    pub stream_seq: u64,
    /// `walk.started`, `intent.sent`, …
    pub kind: Safe,
    /// JSON; `None` where it was deleted for the law's sake (the chain holds by its digest).
    #[serde(skip)]
    pub body: Option<Vec<u8>>,
    pub body_sha256: Digest,
    pub prev: Digest,
    pub hash: Digest,
}

/// A record that is to be appended. The store adds the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub kind: Safe,
    /// JSON, at most `BODY_CAP` bytes.
    pub body: Vec<u8>,
}

/// Why an entry is not what a record can hold, or a record not what an entry is.
#[derive(Debug, thiserror::Error)]
pub enum Malformed {
    #[error("record {seq} of kind {kind} cannot be read: {source}")]
    Record { seq: u64, kind: Safe, source: serde_json::Error },
    #[error("record {seq} has no body any more")]
    Deleted { seq: u64 },
    #[error("an entry cannot be written: {0}")]
    Entry(#[from] serde_json::Error),
}

/// How an entry is written: `{"kind": …, "body": …}`, the two columns of a record.
#[derive(Serialize, Deserialize)]
struct Written {
    kind: Safe,
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    body: serde_json::Value,
}

impl Draft {
    /// An entry (`walk::Entry`, `incident::Entry`, `fix::Entry`) as a record that is to be appended.
    pub fn of<E: Serialize>(entry: &E) -> Result<Self, Malformed> {
        let written: Written = serde_json::from_value(serde_json::to_value(entry)?)?;
        Ok(Self { kind: written.kind, body: serde_json::to_vec(&written.body)? })
    }

    /// The entry that it was made of.
    pub fn entry<E: DeserializeOwned>(&self) -> Result<E, Malformed> {
        Ok(read(&self.kind, &self.body)?)
    }
}

/// The newest record of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Which store: made when it was created.
    pub db_id: Ulid,
    pub seq: u64,
    pub hash: Digest,
}

impl Record {
    /// The hash that a record must have: SHA-256 over `"stanch-log-v1\0"`, `be64(seq)`, prev, `be64(at_us)`, `L(actor)`, `L(stream)`, `be64(stream_seq)`,
    /// `L(kind)` and `sha256(body)`, where `L(s)` is `be32(length)` and `s` (reliability.md 2.11).
    #[must_use]
    pub fn chained(&self) -> Digest {
        let stream = self.stream.to_string();
        let mut bytes = b"stanch-log-v1\0".to_vec();
        bytes.extend(self.seq.to_be_bytes());
        bytes.extend(self.prev.0);
        bytes.extend(self.at_us.to_be_bytes());
        prefixed(&mut bytes, &self.actor);
        prefixed(&mut bytes, &stream);
        bytes.extend(self.stream_seq.to_be_bytes());
        prefixed(&mut bytes, &self.kind);
        bytes.extend(self.body_sha256.0);
        Digest::of(&bytes)
    }

    /// What it says, as the entry of its stream's subject.
    pub fn entry<E: DeserializeOwned>(&self) -> Result<E, Malformed> {
        let body = self.body.as_deref().ok_or(Malformed::Deleted { seq: self.seq })?;
        read(&self.kind, body).map_err(|source| Malformed::Record { seq: self.seq, kind: self.kind.clone(), source })
    }

    /// When it was stored.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        Timestamp::from_microsecond(self.at_us).unwrap_or_default()
    }
}

fn read<E: DeserializeOwned>(kind: &Safe, body: &[u8]) -> Result<E, serde_json::Error> {
    let written = Written { kind: kind.clone(), body: serde_json::from_slice(body)? };
    serde_json::from_value(serde_json::to_value(written)?)
}

fn prefixed(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend(text.as_bytes());
}

impl Alias {
    #[must_use]
    pub fn new(subject: Subject, number: u64) -> Option<Self> {
        match subject {
            Subject::Walk => Some(Self::Walk(number)),
            Subject::Incident => Some(Self::Incident(number)),
            Subject::Fix => Some(Self::Fix(number)),
            Subject::Store => None,
        }
    }

    #[must_use]
    pub fn subject(self) -> Subject {
        match self {
            Self::Walk(_) => Subject::Walk,
            Self::Incident(_) => Subject::Incident,
            Self::Fix(_) => Subject::Fix,
        }
    }

    #[must_use]
    pub fn number(self) -> u64 {
        let (Self::Walk(number) | Self::Incident(number) | Self::Fix(number)) = self;
        number
    }

    /// Reads `W-1`, in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (letters, number) = text.rsplit_once('-')?;
        let number = number.parse().ok().filter(|number| *number > 0)?;
        match letters.to_ascii_uppercase().as_str() {
            "W" => Some(Self::Walk(number)),
            "INC" => Some(Self::Incident(number)),
            "F" => Some(Self::Fix(number)),
            _ => None,
        }
    }
}

impl fmt::Display for Alias {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = match self {
            Self::Walk(_) => "W",
            Self::Incident(_) => "INC",
            Self::Fix(_) => "F",
        };
        write!(out, "{letters}-{}", self.number())
    }
}

impl Serialize for Alias {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Alias {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("expected W-1, INC-1 or F-1"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_is_read_as_it_is_written() {
        for alias in [Alias::Walk(1), Alias::Incident(42), Alias::Fix(203)] {
            assert_eq!(Alias::parse(&alias.to_string()), Some(alias));
        }
        assert_eq!(Alias::parse("inc-7"), Some(Alias::Incident(7)));
        for bad in ["W", "W-0", "W-x", "Q-1", "W-1-"] {
            assert_eq!(Alias::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_entry_is_read_from_its_record_as_it_was_written() {
        use crate::domain::walk::Entry;
        for entry in [Entry::Cancelled, Entry::Note { text: Safe::from_static("rev 40 was fine") }] {
            let draft = Draft::of(&entry).unwrap();
            let mut record = record();
            (record.kind, record.body) = (draft.kind, Some(draft.body));
            assert_eq!(record.entry::<Entry>().unwrap(), entry);
            record.kind = Safe::from_static("no.such");
            assert!(record.entry::<Entry>().unwrap_err().to_string().contains("no.such"));
        }
    }

    /// Computed with Python's hashlib over the same bytes.
    #[test]
    fn the_chain_is_the_documented_one() {
        let record = record();
        assert_eq!(record.chained().to_string(), "47e1667a71dd9cfe9f34c71bd11993207e90aedcd59078ea37862a8a57e7eaf2");
    }

    fn record() -> Record {
        Record {
            seq: 1,
            at_us: 1_700_000_000_000_000,
            actor: Safe::from_static("os:1000(alice)@host"),
            stream: Ulid::from_string("01ARZ3NDEKTSV4RRFFQ69G5FAV").unwrap(),
            stream_seq: 1,
            kind: Safe::from_static("walk.started"),
            body: Some(b"{}".to_vec()),
            body_sha256: Digest::of(b"{}"),
            prev: Digest::default(),
            hash: Digest::default(),
        }
    }
}
