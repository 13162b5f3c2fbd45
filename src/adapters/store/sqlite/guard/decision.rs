//! The guard of what people say: it needs no lease, counts once, and a rejection is final (R-16, R-17, B-14, B-16, B-46).

use sqlx::{Row, SqliteConnection};

use crate::domain::{
    approval::Word,
    digest::Digest,
    journal::{Draft, Ulid},
    text::Safe,
};

use super::{
    super::{
        super::error::Error,
        moment::{Admission, Moment},
        projections::earlier,
        rows::id,
    },
    field::with,
    request::{Request, read},
};

pub async fn approve(
    db: &mut SqliteConnection,
    moment: &Moment,
    draft: &Draft,
    request: Ulid,
    shown: Digest,
) -> Result<Admission, Error> {
    let request = read(db, moment, request).await?;
    request.bound(shown)?;
    if let Some(record) = earlier(db, request.id, &moment.actor, Word::Approve).await? {
        return Ok(Admission::Recorded(Box::new(record)));
    }
    let request = request.standing()?;
    if let Some(by) = rejected(db, request.id).await? {
        return Err(Error::Rejected { request: request.id, by });
    }
    let (_, since) = approvals(db, &request).await?;
    request.in_time(moment.now, since)?;
    let own = eligible(db, moment, &request).await?;
    Ok(Admission::New(with(&draft.body, "self_approved", &own)?))
}

pub async fn reject(
    db: &mut SqliteConnection,
    moment: &Moment,
    draft: &Draft,
    request: Ulid,
    shown: Digest,
) -> Result<Admission, Error> {
    let request = read(db, moment, request).await?;
    request.bound(shown)?;
    if let Some(record) = earlier(db, request.id, &moment.actor, Word::Reject).await? {
        return Ok(Admission::Recorded(Box::new(record)));
    }
    let request = request.standing()?;
    if let Some(by) = rejected(db, request.id).await? {
        return Err(Error::Rejected { request: request.id, by });
    }
    let (_, since) = approvals(db, &request).await?;
    request.in_time(moment.now, since)?;
    Ok(Admission::New(draft.body.clone()))
}

/// A person's answer about an action is one about its request: the same people may give it. A question without an action is anybody's.
pub async fn resolve(db: &mut SqliteConnection, moment: &Moment, node: &str) -> Result<(), Error> {
    let row = sqlx::query(
        "SELECT intent, request, state FROM intents WHERE walk = $1 AND node = $2 ORDER BY seq DESC LIMIT 1",
    )
    .bind(moment.stream.to_string())
    .bind(node)
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(()) };
    let (intent, state): (Ulid, &str) = (id(row.try_get(0)?)?, row.try_get(2)?);
    match state {
        "unknown" => {}
        // Its owner is still finding out.
        "started" => return Err(Error::Unresolved),
        _ => return Err(Error::IntentEnded(intent)),
    }
    let request = read(db, moment, id(row.try_get(1)?)?).await?;
    eligible(db, moment, &request).await.map(|_| ())
}

/// Whether somebody's word counts on a request, and whether it is their own request.
async fn eligible(db: &mut SqliteConnection, moment: &Moment, request: &Request) -> Result<bool, Error> {
    let row = sqlx::query("SELECT started_by FROM walks WHERE walk = $1").bind(moment.stream.to_string());
    let started_by = Safe::line(row.fetch_one(db).await?.try_get(0)?);
    let own = moment.actor == request.requested_by || moment.actor == started_by;
    let actor = moment.actor.clone();
    // Whoever owns the file can claim to be any user of this host: two of them are no two people.
    let unproven = actor.starts_with("os:") && (!request.allow_self || request.quorum > 1);
    match own {
        true if !request.allow_self => Err(Error::SecondPerson { actor }),
        false if unproven => Err(Error::Unproven { actor }),
        own => Ok(own),
    }
}

/// How many people approved a request, and since when they are enough. Where a policy asks for nobody, it is approved as soon as it is asked.
pub async fn approvals(db: &mut SqliteConnection, request: &Request) -> Result<(u32, Option<i64>), Error> {
    let rows = sqlx::query("SELECT at_us FROM decisions WHERE request = $1 AND word = 'approve' ORDER BY seq")
        .bind(request.id.to_string())
        .fetch_all(db)
        .await?;
    let have = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let since = match usize::try_from(request.quorum).unwrap_or(usize::MAX).checked_sub(1) {
        None => Some(request.requested_us),
        Some(last) => rows.get(last).map(|row| row.try_get(0)).transpose()?,
    };
    Ok((have, since))
}

/// Who rejected it: one is enough.
pub async fn rejected(db: &mut SqliteConnection, request: Ulid) -> Result<Option<Safe>, Error> {
    let row = sqlx::query("SELECT actor FROM decisions WHERE request = $1 AND word = 'reject' ORDER BY seq LIMIT 1");
    let Some(row) = row.bind(request.to_string()).fetch_optional(db).await? else { return Ok(None) };
    Ok(Some(Safe::line(row.try_get(0)?)))
}
