//! What is read: heads, streams, pages, and the whole log to check it.

use futures::TryStreamExt;
use sqlx::{Connection, Row, SqliteConnection};

use crate::domain::{
    journal::{Alias, Head, Record, Subject, Ulid},
    text::Safe,
};

use super::{
    super::{
        chain::{Break, Follower, Verification},
        error::Error,
        journal::OpenIntent,
    },
    rows::{beginning, count, digest, id, number, record, words},
};

pub async fn head(db: &mut SqliteConnection) -> Result<Head, Error> {
    let row = sqlx::query("SELECT db_id, seq, hash FROM head").fetch_one(db).await?;
    Ok(Head { db_id: id(row.try_get(0)?)?, seq: count(row.try_get(1)?), hash: digest(row.try_get(2)?) })
}

pub async fn find(db: &mut SqliteConnection, alias: Alias) -> Result<Ulid, Error> {
    let row = sqlx::query("SELECT stream FROM streams WHERE subject = $1 AND number = $2")
        .bind(words(alias.subject()))
        .bind(number(alias.number()))
        .fetch_optional(db)
        .await?
        .ok_or_else(|| Error::NoSuch(Safe::line(&alias.to_string())))?;
    id(row.try_get(0)?)
}

pub async fn list(db: &mut SqliteConnection, subject: Subject) -> Result<Vec<(Alias, Ulid)>, Error> {
    let rows = sqlx::query("SELECT number, stream FROM streams WHERE subject = $1 ORDER BY number")
        .bind(words(subject))
        .fetch_all(db)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        if let Some(alias) = Alias::new(subject, count(row.try_get(0)?)) {
            found.push((alias, id(row.try_get(1)?)?));
        }
    }
    Ok(found)
}

pub async fn stream(db: &mut SqliteConnection, stream: Ulid) -> Result<Vec<Record>, Error> {
    let rows = sqlx::query("SELECT * FROM log WHERE stream = $1 ORDER BY stream_seq").bind(stream.to_string());
    rows.fetch_all(db).await?.iter().map(record).collect()
}

pub async fn page(db: &mut SqliteConnection, after: u64, limit: u32) -> Result<Vec<Record>, Error> {
    let rows = sqlx::query("SELECT * FROM log WHERE seq > $1 ORDER BY seq LIMIT $2").bind(number(after)).bind(limit);
    rows.fetch_all(db).await?.iter().map(record).collect()
}

/// The record of a seq.
pub async fn one(db: &mut SqliteConnection, seq: i64) -> Result<Record, Error> {
    record(&sqlx::query("SELECT * FROM log WHERE seq = $1").bind(seq).fetch_one(db).await?)
}

pub async fn open_intents(db: &mut SqliteConnection) -> Result<Vec<OpenIntent>, Error> {
    let rows = sqlx::query(
        "SELECT l.*, i.target_key, i.state = 'unknown', s.number FROM intents i JOIN log l ON l.seq = i.seq
         JOIN streams s ON s.stream = i.walk WHERE i.state IN ('started', 'unknown') ORDER BY i.seq",
    )
    .fetch_all(db)
    .await?;
    let open = |row| {
        let record = record(row)?;
        Ok(OpenIntent {
            walk: record.stream,
            alias: Alias::Walk(count(row.try_get(12)?)),
            target_key: Safe::line(row.try_get(10)?),
            unknown: row.try_get(11)?,
            record,
        })
    };
    rows.iter().map(open).collect()
}

/// Follows the whole log, as it is at one moment, to its head and past each of the known ones.
pub async fn verify(db: &mut SqliteConnection, known: &[Head]) -> Result<Verification, Error> {
    let mut tx = db.begin().await?;
    let head = head(&mut tx).await?;
    let mut follower = Follower::default();
    let mut elsewhere = None;
    {
        let mut rows = sqlx::query("SELECT * FROM log ORDER BY seq").fetch(&mut *tx);
        while let Some(row) = rows.try_next().await? {
            let found = record(&row)?;
            if let Err(Break { seq, expected, found }) = follower.take(&found) {
                return Ok(Verification::Broken { seq, expected, found });
            }
            let other = known.iter().find(|known| known.seq == found.seq && known.hash != found.hash);
            elsewhere = elsewhere.or(other.map(|known| (found.seq, known.hash, found.hash)));
        }
    }
    let (seq, hash) = follower.end();
    if (seq, hash) != (head.seq, head.hash) {
        return Ok(Verification::Broken { seq: seq + 1, expected: head.hash, found: hash });
    }
    if let Some((seq, expected, found)) = elsewhere {
        return Ok(Verification::Broken { seq, expected, found });
    }
    let later = known.iter().find(|known| known.seq > head.seq || known.db_id != head.db_id);
    Ok(later.map_or(Verification::Whole { head: head.clone() }, |known| Verification::Behind {
        known: known.clone(),
        head,
    }))
}

/// The alias that the next stream of a subject gets.
pub async fn next_number(db: &mut SqliteConnection, subject: Subject) -> Result<i64, Error> {
    debug_assert!(beginning(subject).is_some(), "the store's own stream is there from the beginning");
    let row = sqlx::query("SELECT coalesce(max(number), 0) + 1 FROM streams WHERE subject = $1").bind(words(subject));
    Ok(row.fetch_one(db).await?.try_get(0)?)
}
