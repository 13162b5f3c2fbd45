//! What follows from a record: rows that the guards ask. Everything here can be made again from the log.

use sqlx::{Row, SqliteConnection};

use crate::domain::{
    approval::{Binding, Word},
    digest::Digest,
    journal::{Record, Subject, Ulid},
    text::Safe,
    walk::{Answer, Entry},
};

use super::{
    super::error::Error,
    reads::{next_number, one},
    rows::{beginning, number, words},
    store::Sqlite,
    term::{token, until},
};

impl Sqlite {
    /// Makes every projection again from the log. Nothing is lost but how long leases were renewed: a live one ends sooner.
    pub async fn rebuild(&self) -> Result<(), Error> {
        let (mut tx, moment) = self.begin(self.facts.db_id).await?;
        sqlx::raw_sql(
            "DELETE FROM streams WHERE subject <> 'store'; UPDATE streams SET last = 0; DELETE FROM walks;
             DELETE FROM leases; DELETE FROM requests; DELETE FROM decisions; DELETE FROM intents;",
        )
        .execute(&mut *tx)
        .await?;
        for seq in 1..=number(moment.seq) {
            let record = one(&mut tx, seq).await?;
            let subject = place(&mut tx, &record).await?;
            if subject == Some(Subject::Walk) {
                project(&mut tx, &record).await?;
            }
        }
        Ok(tx.commit().await?)
    }
}

/// Gives a record its place in its stream, and the stream its alias. Says what a stream is about when that is a walk or is new.
async fn place(db: &mut SqliteConnection, record: &Record) -> Result<Option<Subject>, Error> {
    let stream = record.stream.to_string();
    let begun = [Subject::Walk, Subject::Incident, Subject::Fix]
        .into_iter()
        .find(|subject| record.stream_seq == 1 && beginning(*subject) == Some(record.kind.as_str()));
    if let Some(subject) = begun {
        let alias = next_number(db, subject).await?;
        sqlx::query("INSERT INTO streams VALUES ($1, $2, $3, 0)")
            .bind(&stream)
            .bind(words(subject))
            .bind(alias)
            .execute(&mut *db)
            .await?;
    }
    sqlx::query("UPDATE streams SET last = $1 WHERE stream = $2")
        .bind(number(record.stream_seq))
        .bind(&stream)
        .execute(&mut *db)
        .await?;
    let row = sqlx::query("SELECT 1 FROM streams WHERE stream = $1 AND subject = 'walk'").bind(&stream);
    Ok(row.fetch_optional(db).await?.map(|_| Subject::Walk))
}

/// What follows from a record of a walk.
pub async fn project(db: &mut SqliteConnection, record: &Record) -> Result<(), Error> {
    let walk = record.stream.to_string();
    match record.entry::<Entry>()? {
        Entry::Started { .. } => {
            let row = sqlx::query("INSERT INTO walks VALUES ($1, $2, 0)").bind(walk).bind(record.actor.as_str());
            row.execute(db).await?;
        }
        Entry::Completed { .. } | Entry::Failed { .. } | Entry::Cancelled => {
            sqlx::query("UPDATE walks SET ended = 1 WHERE walk = $1").bind(walk).execute(db).await?;
        }
        Entry::LeaseTaken { token, holder } => {
            sqlx::query(
                "INSERT INTO leases VALUES ($1, $2, $3, $4)
                 ON CONFLICT (walk) DO UPDATE SET token = excluded.token, holder = excluded.holder, until_us = excluded.until_us",
            )
            .bind(walk)
            .bind(number(token))
            .bind(holder.as_str())
            .bind(until(record.at_us))
            .execute(db)
            .await?;
        }
        Entry::LeaseReleased { .. } => {
            sqlx::query("UPDATE leases SET until_us = 0 WHERE walk = $1").bind(walk).execute(db).await?;
        }
        entry => approvals_and_intents(db, record, entry).await?,
    }
    Ok(())
}

async fn approvals_and_intents(db: &mut SqliteConnection, record: &Record, entry: Entry) -> Result<(), Error> {
    match entry {
        Entry::Requested { .. } => requested(db, record, entry).await,
        Entry::Approve { request, .. } => decided(db, record, request, Word::Approve).await,
        Entry::Reject { request, .. } => decided(db, record, request, Word::Reject).await,
        Entry::Expired { request } => close(db, request, "expired").await,
        Entry::Stale { request, .. } => close(db, request, "stale").await,
        Entry::IntentStarted { .. } => started(db, record, entry).await,
        Entry::IntentSucceeded { intent, .. } => settle(db, intent, "succeeded").await,
        Entry::IntentFailed { intent, .. } => settle(db, intent, "failed").await,
        Entry::IntentUnknown { intent, .. } => settle(db, intent, "unknown").await,
        Entry::IntentFenced { intent } => settle(db, intent, "fenced").await,
        Entry::Resolved { node, answer, .. } => resolved(db, record.stream, &node, answer).await,
        _ => Ok(()),
    }
}

async fn requested(db: &mut SqliteConnection, record: &Record, entry: Entry) -> Result<(), Error> {
    let Entry::Requested { request, node, attempt, binding, rule, expires_at, .. } = entry else { return Ok(()) };
    let bound = Binding::read(&binding).map_err(|error| Error::Binding(Safe::line(&error.to_string())))?;
    sqlx::query("INSERT INTO requests VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL)")
        .bind(request.to_string())
        .bind(record.stream.to_string())
        .bind(node.as_str())
        .bind(attempt)
        .bind(Digest::of(binding.as_bytes()).0.to_vec())
        .bind(bound.target_key.as_str())
        .bind(bound.target.uid.as_str())
        .bind(record.actor.as_str())
        .bind(rule.quorum)
        .bind(rule.allow_self)
        .bind(record.at_us)
        .bind(expires_at.as_microsecond())
        .execute(db)
        .await?;
    Ok(())
}

async fn decided(db: &mut SqliteConnection, record: &Record, request: Ulid, word: Word) -> Result<(), Error> {
    sqlx::query("INSERT INTO decisions VALUES ($1, $2, $3, $4, $5)")
        .bind(request.to_string())
        .bind(record.actor.as_str())
        .bind(spelled(word))
        .bind(number(record.seq))
        .bind(record.at_us)
        .execute(db)
        .await?;
    Ok(())
}

async fn close(db: &mut SqliteConnection, request: Ulid, why: &'static str) -> Result<(), Error> {
    let row = sqlx::query("UPDATE requests SET closed = $1 WHERE request = $2").bind(why).bind(request.to_string());
    row.execute(db).await?;
    Ok(())
}

async fn started(db: &mut SqliteConnection, record: &Record, entry: Entry) -> Result<(), Error> {
    let Entry::IntentStarted { request, node, attempt, intent } = entry else { return Ok(()) };
    let token = token(db, record.stream).await?;
    sqlx::query(
        "INSERT INTO intents SELECT $1, $2, $3, $4, request, target_key, 'started', $5, $6 FROM requests WHERE request = $7",
    )
    .bind(intent.id.to_string())
    .bind(record.stream.to_string())
    .bind(node.as_str())
    .bind(attempt)
    .bind(token)
    .bind(number(record.seq))
    .bind(request.to_string())
    .execute(db)
    .await?;
    Ok(())
}

async fn settle(db: &mut SqliteConnection, intent: Ulid, state: &'static str) -> Result<(), Error> {
    let row = sqlx::query("UPDATE intents SET state = $1 WHERE intent = $2").bind(state).bind(intent.to_string());
    row.execute(db).await?;
    Ok(())
}

/// A person's answer ends the node's action, where it has one that is open.
async fn resolved(db: &mut SqliteConnection, walk: Ulid, node: &str, answer: Answer) -> Result<(), Error> {
    let state = match answer {
        Answer::Applied => "succeeded",
        Answer::NotApplied => "failed",
        Answer::Abandon => "abandoned",
    };
    sqlx::query("UPDATE intents SET state = $1 WHERE walk = $2 AND node = $3 AND state = 'unknown'")
        .bind(state)
        .bind(walk.to_string())
        .bind(node)
        .execute(db)
        .await?;
    Ok(())
}

/// As `decisions.word` writes it.
pub fn spelled(word: Word) -> &'static str {
    match word {
        Word::Approve => "approve",
        Word::Reject => "reject",
    }
}

/// The record of a decision that was made before.
pub async fn earlier(
    db: &mut SqliteConnection,
    request: Ulid,
    actor: &str,
    word: Word,
) -> Result<Option<Record>, Error> {
    let row = sqlx::query("SELECT seq FROM decisions WHERE request = $1 AND actor = $2 AND word = $3")
        .bind(request.to_string())
        .bind(actor)
        .bind(spelled(word))
        .fetch_optional(&mut *db)
        .await?;
    match row {
        Some(row) => Ok(Some(one(db, row.try_get(0)?).await?)),
        None => Ok(None),
    }
}
