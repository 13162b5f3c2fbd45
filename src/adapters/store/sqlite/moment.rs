//! What an append knows of the store before it writes: read inside its transaction, so that it holds until the commit.

use sqlx::{Row, SqliteConnection};

use crate::domain::{
    digest::Digest,
    journal::{Record, Subject, Ulid},
    text::Safe,
};

use super::{
    super::error::Error,
    rows::{count, digest, id, subject},
    store::Sqlite,
};

/// The store at the moment of an append.
pub struct Moment {
    pub db_id: Ulid,
    /// The store's time: the wall clock, never behind the newest record.
    pub now: i64,
    pub actor: Safe,
    /// Why there may be no effects.
    pub unarmed: Option<Safe>,
    pub seq: u64,
    pub hash: Digest,
    pub stream: Ulid,
    /// `None` where there is no such stream yet.
    pub subject: Option<Subject>,
    /// The stream's newest record.
    pub last: u64,
    /// The token of the lease that was shown and holds.
    pub token: Option<u64>,
}

/// What becomes of a draft.
pub enum Admission {
    /// It is written, with this body.
    New(Vec<u8>),
    /// It was written before, and is answered as it was recorded.
    Recorded(Box<Record>),
}

impl Moment {
    pub async fn read(db: &mut SqliteConnection, store: &Sqlite, stream: Ulid) -> Result<Self, Error> {
        let row = sqlx::query(
            "SELECT h.db_id, h.seq, h.hash, h.at_us, s.subject, coalesce(s.last, 0)
             FROM head h LEFT JOIN streams s ON s.stream = $1",
        )
        .bind(stream.to_string())
        .fetch_one(db)
        .await?;
        Ok(Self {
            db_id: id(row.try_get(0)?)?,
            now: store.now_us().max(row.try_get(3)?),
            actor: store.facts.actor.clone(),
            unarmed: store.facts.refusals.first().cloned(),
            seq: count(row.try_get(1)?),
            hash: digest(row.try_get(2)?),
            stream,
            subject: row.try_get::<Option<&str>, _>(4)?.map(subject),
            last: count(row.try_get(5)?),
            token: None,
        })
    }
}
