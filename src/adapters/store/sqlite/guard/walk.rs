//! The guard of a walk's records.

use sqlx::{Row, SqliteConnection};

use crate::domain::{journal::Draft, walk::Entry};

use super::{
    super::{
        super::error::Error,
        moment::{Admission, Moment},
    },
    decision, intent, request,
};

pub async fn admit(db: &mut SqliteConnection, moment: &Moment, draft: &Draft) -> Result<Admission, Error> {
    let entry: Entry = draft.entry()?;
    if moment.token.is_none() && !is_free(&entry) {
        return Err(Error::NeedsLease { kind: draft.kind.clone() });
    }
    let new = || Admission::New(draft.body.clone());
    match entry {
        // These come with the lease itself.
        Entry::LeaseTaken { .. } | Entry::LeaseReleased { .. } => Err(Error::Misplaced { kind: draft.kind.clone() }),
        Entry::Completed { .. } | Entry::Failed { .. } | Entry::Cancelled => {
            running(db, moment).await?;
            nothing_open(db, moment).await.map(|()| new())
        }
        Entry::Requested { .. } => {
            running(db, moment).await?;
            request::admit(db, moment, &entry).await.map(|()| new())
        }
        Entry::Approve { request, binding_sha256, .. } => {
            running(db, moment).await?;
            decision::approve(db, moment, draft, request, binding_sha256).await
        }
        Entry::Reject { request, binding_sha256, .. } => {
            running(db, moment).await?;
            decision::reject(db, moment, draft, request, binding_sha256).await
        }
        Entry::Expired { request } | Entry::Stale { request, .. } => {
            request::open(db, moment, request).await.map(|_| new())
        }
        Entry::IntentStarted { .. } => {
            running(db, moment).await?;
            intent::start(db, moment, draft, &entry).await
        }
        Entry::IntentSent { intent } => {
            intent::known(db, moment, intent, &["started", "unknown"]).await.map(|()| new())
        }
        Entry::IntentSucceeded { intent, .. }
        | Entry::IntentUnknown { intent, .. }
        | Entry::IntentFenced { intent } => {
            intent::known(db, moment, intent, &["started", "unknown"]).await.map(|()| new())
        }
        // A fence that was accepted says why it failed.
        Entry::IntentFailed { intent, .. } => {
            intent::known(db, moment, intent, &["started", "unknown", "fenced"]).await.map(|()| new())
        }
        Entry::Resolved { ref node, .. } => {
            running(db, moment).await?;
            decision::resolve(db, moment, node).await.map(|()| new())
        }
        Entry::CancelRequested { .. } => running(db, moment).await.map(|()| new()),
        _ => Ok(new()),
    }
}

/// What needs no lease: how a walk begins, and what people say, wherever they sit.
fn is_free(entry: &Entry) -> bool {
    matches!(
        entry,
        Entry::Started { .. }
            | Entry::Approve { .. }
            | Entry::Reject { .. }
            | Entry::Resolved { .. }
            | Entry::CancelRequested { .. }
            | Entry::Armed { .. }
            | Entry::Note { .. }
            // Refused as misplaced, whoever sends them.
            | Entry::LeaseTaken { .. }
            | Entry::LeaseReleased { .. }
    )
}

async fn running(db: &mut SqliteConnection, moment: &Moment) -> Result<(), Error> {
    let row = sqlx::query("SELECT 1 FROM walks WHERE walk = $1 AND ended = 1").bind(moment.stream.to_string());
    if row.fetch_optional(db).await?.is_some() { Err(Error::Ended) } else { Ok(()) }
}

/// A walk does not end while one of its actions is under way or unknown.
async fn nothing_open(db: &mut SqliteConnection, moment: &Moment) -> Result<(), Error> {
    let row = sqlx::query("SELECT count(*) FROM intents WHERE walk = $1 AND state IN ('started', 'unknown')");
    let open: i64 = row.bind(moment.stream.to_string()).fetch_one(db).await?.try_get(0)?;
    if open > 0 { Err(Error::Unresolved) } else { Ok(()) }
}
