//! Rows as values.

use sqlx::{Row, sqlite::SqliteRow};

use crate::domain::{
    digest::Digest,
    journal::{Record, Subject, Ulid},
    text::Safe,
};

use super::super::error::Error;

/// A row of `log`, its columns in the table's order.
pub fn record(row: &SqliteRow) -> Result<Record, Error> {
    Ok(Record {
        seq: count(row.try_get(0)?),
        at_us: row.try_get(1)?,
        actor: Safe::line(row.try_get(2)?),
        stream: id(row.try_get(3)?)?,
        stream_seq: count(row.try_get(4)?),
        kind: Safe::line(row.try_get(5)?),
        body: row.try_get(6)?,
        body_sha256: digest(row.try_get(7)?),
        prev: digest(row.try_get(8)?),
        hash: digest(row.try_get(9)?),
    })
}

/// What is no digest becomes one that nothing has: checking it fails, reading goes on.
pub fn digest(bytes: &[u8]) -> Digest {
    bytes.try_into().map(Digest).unwrap_or_default()
}

pub fn id(text: &str) -> Result<Ulid, Error> {
    Ulid::from_string(text).map_err(|_| Error::Failed(Safe::line(&format!("`{text}` is no id"))))
}

pub fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// Numbers of records and tokens are far below what SQLite can count.
pub fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// As `streams.subject` writes it.
pub fn words(subject: Subject) -> &'static str {
    match subject {
        Subject::Walk => "walk",
        Subject::Incident => "incident",
        Subject::Fix => "fix",
        Subject::Store => "store",
    }
}

pub fn subject(words: &str) -> Subject {
    match words {
        "walk" => Subject::Walk,
        "incident" => Subject::Incident,
        "fix" => Subject::Fix,
        _ => Subject::Store,
    }
}

/// The record that begins a stream.
pub fn beginning(subject: Subject) -> Option<&'static str> {
    match subject {
        Subject::Walk => Some("walk.started"),
        Subject::Incident => Some("incident.opened"),
        Subject::Fix => Some("fix.proposed"),
        Subject::Store => None,
    }
}
