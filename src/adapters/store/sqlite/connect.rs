//! Connections: one that writes, a few that read. WAL with a sync at every commit: what is acknowledged is on the disk.

use std::{path::Path, time::Duration};

use sqlx::{
    ConnectOptions, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{super::error::Error, files::words};

/// How long somebody else's transaction is waited for (B-36).
const PATIENCE: Duration = Duration::from_secs(5);
const READERS: u32 = 4;

/// The connections of a store.
#[derive(Clone)]
pub struct Pools {
    pub writes: SqlitePool,
    pub reads: SqlitePool,
}

/// A connection that changes nothing, not even the journal's mode of what may be somebody else's database.
pub async fn looking(path: &Path) -> Result<SqliteConnection, Error> {
    let connection = options(path).read_only(true).connect().await;
    connection.map_err(|error| match error.into() {
        Error::NotADatabase(_) => Error::NotADatabase(words(path)),
        other => other,
    })
}

pub async fn writing(path: &Path) -> Result<Pools, Error> {
    let options = options(path).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let writes = pool(1).connect_with(options).await?;
    Ok(Pools { writes, reads: reading(path).await? })
}

/// Nothing is ever written through these; the one connection of `writes` would be refused.
pub async fn read_only(path: &Path) -> Result<Pools, Error> {
    let reads = reading(path).await?;
    Ok(Pools { writes: reads.clone(), reads })
}

/// A private database in memory: it lives in its one connection.
pub async fn memory() -> Result<Pools, Error> {
    let writes = pool(1).min_connections(1).connect_with(common(SqliteConnectOptions::new())).await?;
    Ok(Pools { reads: writes.clone(), writes })
}

async fn reading(path: &Path) -> Result<SqlitePool, Error> {
    Ok(pool(READERS).connect_with(options(path).read_only(true)).await?)
}

fn options(path: &Path) -> SqliteConnectOptions {
    common(SqliteConnectOptions::new().filename(path).create_if_missing(false))
}

fn common(options: SqliteConnectOptions) -> SqliteConnectOptions {
    // Statements carry what clusters said: none of them goes to a log.
    options.busy_timeout(PATIENCE).pragma("trusted_schema", "off").disable_statement_logging()
}

fn pool(connections: u32) -> SqlitePoolOptions {
    let pool = SqlitePoolOptions::new().max_connections(connections).test_before_acquire(false);
    pool.acquire_timeout(PATIENCE + Duration::from_secs(1)).idle_timeout(None).max_lifetime(None)
}

#[cfg(test)]
mod tests {
    use sqlx::Row;

    use super::*;

    #[tokio::test]
    async fn a_commit_is_synced_before_it_is_acknowledged() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("stanch.db");
        std::fs::write(&path, "").unwrap();
        let pools = writing(&path).await.unwrap();
        let sql = "SELECT (SELECT synchronous FROM pragma_synchronous), (SELECT journal_mode FROM pragma_journal_mode)";
        let row = sqlx::query(sql).fetch_one(&pools.writes).await.unwrap();
        assert_eq!((row.get::<i64, _>(0), row.get::<String, _>(1)), (2, "wal".to_owned()));
        assert!(sqlx::raw_sql("CREATE TABLE t (a)").execute(&pools.reads).await.is_err(), "readers write nothing");
    }
}
