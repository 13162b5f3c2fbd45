//! The next record of the log, and what follows from it.

use sqlx::SqliteConnection;

use crate::domain::{
    digest::Digest,
    journal::{BODY_CAP, Record, Subject},
    text::Safe,
};

use super::{
    super::{
        chain::{Content, next},
        error::Error,
    },
    moment::Moment,
    projections::project,
    rows::number,
};

/// Writes the next record, and what follows from it.
pub async fn write(
    db: &mut SqliteConnection,
    moment: &mut Moment,
    kind: &Safe,
    body: Vec<u8>,
) -> Result<Record, Error> {
    if body.len() > BODY_CAP {
        return Err(Error::TooLarge { kind: kind.clone(), bytes: body.len() });
    }
    let content = Content {
        actor: moment.actor.clone(),
        stream: moment.stream,
        stream_seq: moment.last + 1,
        kind: kind.clone(),
        body,
    };
    let record = next(moment.seq, moment.hash, moment.now, content);
    insert(db, &record).await?;
    (moment.seq, moment.hash, moment.last) = (record.seq, record.hash, record.stream_seq);
    if moment.subject == Some(Subject::Walk) {
        project(db, &record).await?;
    }
    Ok(record)
}

async fn insert(db: &mut SqliteConnection, record: &Record) -> Result<(), Error> {
    let bytes = |digest: Digest| digest.0.to_vec();
    sqlx::query("INSERT INTO log VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(number(record.seq))
        .bind(record.at_us)
        .bind(record.actor.as_str())
        .bind(record.stream.to_string())
        .bind(number(record.stream_seq))
        .bind(record.kind.as_str())
        .bind(record.body.as_deref())
        .bind(bytes(record.body_sha256))
        .bind(bytes(record.prev))
        .bind(bytes(record.hash))
        .execute(db)
        .await?;
    Ok(())
}
