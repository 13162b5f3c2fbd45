//! How long a lease lasts, and whose it is by its token.

use sqlx::{Row, SqliteConnection};

use crate::domain::journal::Ulid;

use super::super::{error::Error, journal::TTL};

/// Until when a lease holds that is taken or renewed now.
pub fn until(now: i64) -> i64 {
    now.saturating_add(i64::try_from(TTL.as_micros()).unwrap_or(i64::MAX))
}

/// The token of a walk's newest lease.
pub async fn token(db: &mut SqliteConnection, walk: Ulid) -> Result<i64, Error> {
    let row = sqlx::query("SELECT token FROM leases WHERE walk = $1").bind(walk.to_string()).fetch_optional(db).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get(0))?)
}
