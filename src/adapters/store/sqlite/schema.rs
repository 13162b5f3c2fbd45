//! The tables: migrations are in the binary and go forward only (B-36).

use sqlx::{Connection, Row, SqliteConnection};

use crate::domain::journal::Ulid;

use super::super::error::Error;

/// `stnc`, as SQLite's `application_id`.
const APPLICATION: i64 = 0x7374_6e63;

/// One step, from the version before it. Each sets `user_version` itself, in its own transaction.
const STEPS: [&str; 1] = [include_str!("../../../../assets/migrations/sqlite/0001_journal.sql")];

/// The version that this stanch writes.
pub const NEWEST: usize = STEPS.len();

/// Whose tables a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tables {
    None,
    /// stanch's, of this version.
    Version(usize),
    Foreign,
}

/// Looks, without changing anything.
pub async fn look(db: &mut SqliteConnection) -> Result<Tables, Error> {
    let row = sqlx::query(
        "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version),
                (SELECT count(*) FROM sqlite_schema)",
    )
    .fetch_one(db)
    .await?;
    let (application, version, tables): (i64, u32, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    Ok(match (application, version) {
        (0, 0) if tables == 0 => Tables::None,
        (APPLICATION, 1..) => Tables::Version(usize::try_from(version).unwrap_or(usize::MAX)),
        _ => Tables::Foreign,
    })
}

/// Brings the tables up to the newest version. Consoles that start at once do it one after the other.
pub async fn migrate(db: &mut SqliteConnection, db_id: Ulid) -> Result<(), Error> {
    let mut tx = db.begin_with("BEGIN IMMEDIATE").await?;
    let at = match look(&mut tx).await? {
        Tables::Version(version) => version,
        _ => 0,
    };
    for step in STEPS.iter().skip(at) {
        sqlx::raw_sql(*step).execute(&mut *tx).await?;
    }
    if at == 0 {
        let id = db_id.to_string();
        sqlx::query("INSERT INTO head VALUES (1, $1, 0, zeroblob(32), 0)").bind(&id).execute(&mut *tx).await?;
        sqlx::query("INSERT INTO streams VALUES ($1, 'store', 0, 0)").bind(&id).execute(&mut *tx).await?;
    }
    Ok(tx.commit().await?)
}
