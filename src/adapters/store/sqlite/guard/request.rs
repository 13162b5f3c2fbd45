//! The guard of what is asked for: the binding is about this request, and holds for half an hour at most.

use jiff::Timestamp;
use sqlx::{Row, SqliteConnection};

use crate::domain::{
    Truth,
    approval::{self, Binding, EXPIRES_SECONDS},
    digest::Digest,
    journal::Ulid,
    text::Safe,
    walk::Entry,
};

use super::super::{super::error::Error, moment::Moment, rows::digest};

/// How long a request may be open.
const LONGEST_US: i64 = EXPIRES_SECONDS.cast_signed() * 1_000_000;

/// A request as it is stored.
pub struct Request {
    pub id: Ulid,
    pub node: Safe,
    pub attempt: u32,
    pub binding: Digest,
    pub target_key: Safe,
    pub target_uid: Safe,
    pub requested_by: Safe,
    pub quorum: u32,
    pub allow_self: bool,
    pub requested_us: i64,
    pub expires_us: i64,
    closed: Option<Safe>,
}

pub async fn admit(db: &mut SqliteConnection, moment: &Moment, entry: &Entry) -> Result<(), Error> {
    let Entry::Requested { request, node, attempt, binding, rule, plan, expires_at } = entry else { return Ok(()) };
    let wrong = |what: &str| Err(Error::Binding(Safe::line(what)));
    let bound = match Binding::read(binding) {
        Ok(bound) => bound,
        Err(error) => return wrong(&error.to_string()),
    };
    let same = [
        ("walk", bound.walk == moment.stream),
        ("db_id", bound.db_id == moment.db_id),
        ("node", bound.node == *node),
        ("attempt", bound.attempt.as_str() == attempt.to_string()),
        ("quorum", bound.quorum.as_str() == rule.quorum.to_string()),
        ("policy_sha256", bound.policy_sha256 == rule.policy_sha256),
        ("expires_at", bound.expires_at.parse().ok() == Some(*expires_at)),
        ("action", bound.action == plan.spec),
        ("target", bound.target == plan.target),
        ("projection_sha256", bound.projection_sha256 == plan.projection_sha256),
        ("dry_run_sha256", bound.dry_run_sha256 == plan.after_sha256),
    ];
    if let Some((what, _)) = same.iter().find(|(_, same)| !same) {
        return wrong(&format!("{what} differs"));
    }
    let expires = expires_at.as_microsecond();
    if expires <= moment.now || expires > moment.now.saturating_add(LONGEST_US) {
        return wrong("it expires in more than 30 minutes, or has expired");
    }
    if rule.quorum == 0 && plan.guards.iter().any(|guard| guard.holds != Truth::Yes) {
        return wrong("it asks for nobody, and a guard does not hold");
    }
    let taken = sqlx::query("SELECT 1 FROM requests WHERE request = $1 OR (walk = $2 AND node = $3 AND attempt = $4)")
        .bind(request.to_string())
        .bind(moment.stream.to_string())
        .bind(node.as_str())
        .bind(attempt)
        .fetch_optional(db)
        .await?;
    if taken.is_some() { wrong("this attempt was asked for already") } else { Ok(()) }
}

/// The request, of this walk.
pub async fn read(db: &mut SqliteConnection, moment: &Moment, request: Ulid) -> Result<Request, Error> {
    let row = sqlx::query("SELECT * FROM requests WHERE request = $1 AND walk = $2")
        .bind(request.to_string())
        .bind(moment.stream.to_string())
        .fetch_optional(&mut *db)
        .await?
        .ok_or_else(|| Error::NoSuch(Safe::line(&format!("request {request}"))))?;
    let used = sqlx::query("SELECT 1 FROM intents WHERE request = $1").bind(request.to_string());
    let used = used.fetch_optional(db).await?.map(|_| Safe::from_static("used"));
    let text = |column: usize| Ok::<_, Error>(Safe::line(row.try_get(column)?));
    Ok(Request {
        id: request,
        node: text(2)?,
        attempt: row.try_get(3)?,
        binding: digest(row.try_get(4)?),
        target_key: text(5)?,
        target_uid: text(6)?,
        requested_by: text(7)?,
        quorum: row.try_get(8)?,
        allow_self: row.try_get(9)?,
        requested_us: row.try_get(10)?,
        expires_us: row.try_get(11)?,
        closed: used.or(row.try_get::<Option<&str>, _>(12)?.map(Safe::line)),
    })
}

/// The request, if it still stands: neither expired on record, nor stale, nor used. Its time is not looked at.
pub async fn open(db: &mut SqliteConnection, moment: &Moment, request: Ulid) -> Result<Request, Error> {
    read(db, moment, request).await?.standing()
}

impl Request {
    pub fn standing(self) -> Result<Self, Error> {
        match self.closed {
            Some(closed) => Err(Error::Closed { request: self.id, closed }),
            None => Ok(self),
        }
    }

    /// Whether it can be approved still or, once it is, used.
    pub fn in_time(&self, now: i64, approved_us: Option<i64>) -> Result<(), Error> {
        let time = |us: i64| Timestamp::from_microsecond(us).unwrap_or_default();
        let at = approval::until(time(self.expires_us), approved_us.map(time));
        if time(now) < at { Ok(()) } else { Err(Error::Expired { request: self.id, at }) }
    }

    /// What was shown is what was asked for.
    pub fn bound(&self, shown: Digest) -> Result<(), Error> {
        if self.binding == shown { Ok(()) } else { Err(Error::Stale { asked: self.binding, shown }) }
    }
}
