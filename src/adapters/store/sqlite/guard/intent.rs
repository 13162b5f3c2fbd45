//! The guard of effects: nothing is begun that was not approved, in time, once, on a target that nobody else works on.

use sqlx::{Row, SqliteConnection};

use crate::domain::{
    journal::{Draft, Record, Ulid},
    text::Safe,
    walk::Entry,
};

use super::{
    super::{
        super::error::Error,
        moment::{Admission, Moment},
        reads::one,
        rows::id,
    },
    decision::{approvals, rejected},
    request::{Request, read},
};

pub async fn start(
    db: &mut SqliteConnection,
    moment: &Moment,
    draft: &Draft,
    entry: &Entry,
) -> Result<Admission, Error> {
    let Entry::IntentStarted { request, node, attempt, intent } = entry else {
        return Err(Error::Misplaced { kind: draft.kind.clone() });
    };
    if let Some(record) = recorded(db, intent.id).await? {
        // After an append of unknown outcome the same intent is sent again: it is the same one, or none at all.
        let same = record.stream == moment.stream && record.body.as_ref() == Some(&draft.body);
        return if same { Ok(Admission::Recorded(Box::new(record))) } else { Err(Error::Contradiction(intent.id)) };
    }
    if let Some(why) = &moment.unarmed {
        return Err(Error::Unarmed(why.clone()));
    }
    not_cancelling(db, moment).await?;
    let request = read(db, moment, *request).await?.standing()?;
    let same = [
        ("node", request.node == *node),
        ("attempt", request.attempt == *attempt),
        ("uid", request.target_uid == intent.uid),
    ];
    if let Some((what, _)) = same.iter().find(|(_, same)| !same) {
        return Err(Error::Binding(Safe::line(&format!("{what} differs"))));
    }
    approved(db, moment, &request).await?;
    free(db, &request.target_key).await?;
    Ok(Admission::New(draft.body.clone()))
}

/// A quorum, no rejection, and neither the request nor its approval has run out.
async fn approved(db: &mut SqliteConnection, moment: &Moment, request: &Request) -> Result<(), Error> {
    if let Some(by) = rejected(db, request.id).await? {
        return Err(Error::Rejected { request: request.id, by });
    }
    let (have, since) = approvals(db, request).await?;
    if since.is_none() {
        return Err(Error::NotApproved { request: request.id, have, need: request.quorum });
    }
    request.in_time(moment.now, since)
}

/// Nothing is begun once somebody asked that the walk be stopped.
async fn not_cancelling(db: &mut SqliteConnection, moment: &Moment) -> Result<(), Error> {
    let row = sqlx::query("SELECT 1 FROM log WHERE stream = $1 AND kind = 'walk.cancel_requested'");
    let asked = row.bind(moment.stream.to_string()).fetch_optional(db).await?;
    if asked.is_some() { Err(Error::Cancelling) } else { Ok(()) }
}

/// One open effect for a target, across all walks.
async fn free(db: &mut SqliteConnection, target_key: &Safe) -> Result<(), Error> {
    let row = sqlx::query("SELECT intent FROM intents WHERE target_key = $1 AND state IN ('started', 'unknown')")
        .bind(target_key.as_str())
        .fetch_optional(db)
        .await?;
    match row {
        Some(row) => Err(Error::Occupied { target: target_key.clone(), intent: id(row.try_get(0)?)? }),
        None => Ok(()),
    }
}

/// The intent is of this walk, and in one of these states.
pub async fn known(db: &mut SqliteConnection, moment: &Moment, intent: Ulid, states: &[&str]) -> Result<(), Error> {
    let row = sqlx::query("SELECT state FROM intents WHERE intent = $1 AND walk = $2")
        .bind(intent.to_string())
        .bind(moment.stream.to_string())
        .fetch_optional(db)
        .await?
        .ok_or_else(|| Error::NoSuch(Safe::line(&format!("intent {intent}"))))?;
    let state: &str = row.try_get(0)?;
    if states.contains(&state) { Ok(()) } else { Err(Error::IntentEnded(intent)) }
}

async fn recorded(db: &mut SqliteConnection, intent: Ulid) -> Result<Option<Record>, Error> {
    let row = sqlx::query("SELECT seq FROM intents WHERE intent = $1").bind(intent.to_string());
    match row.fetch_optional(&mut *db).await? {
        Some(row) => Ok(Some(one(db, row.try_get(0)?).await?)),
        None => Ok(None),
    }
}
