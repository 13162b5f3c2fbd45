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
    decision::rejected,
    request::{Request, read},
};

/// How long an approval is usable after its quorum.
const USABLE_US: i64 = 10 * 60 * 1_000_000;

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
    let rows = sqlx::query("SELECT at_us FROM decisions WHERE request = $1 AND word = 'approve' ORDER BY seq")
        .bind(request.id.to_string())
        .fetch_all(db)
        .await?;
    let have = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    if have < request.quorum {
        return Err(Error::NotApproved { request: request.id, have, need: request.quorum });
    }
    // Where a policy asks for nobody, it is approved as soon as it is asked for.
    let last = usize::try_from(request.quorum).unwrap_or(usize::MAX).checked_sub(1).and_then(|last| rows.get(last));
    let since = last.map_or(Ok(request.requested_us), |row| row.try_get(0))?;
    request.in_time(moment.now)?;
    request.before(moment.now, since.saturating_add(USABLE_US))
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
