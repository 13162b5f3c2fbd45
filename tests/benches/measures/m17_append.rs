//! M17: what one append to the journal takes beyond the store's own floor: an INSERT of the same bytes, synced at its commit.

use std::{path::Path, sync::Arc, time::Instant};

use jiff::Timestamp;
use sqlx::{
    ConnectOptions, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use stanch::{
    adapters::store::{Access, Address, Holder, Journal, Settings, Sqlite, filesystem_of},
    domain::{
        incident,
        journal::{Draft, Subject, Ulid},
        severity::Severity,
        text::Safe,
    },
};

use super::{
    note,
    report::{Figure, Report},
    subject::median,
};

const TIMES: usize = 2_000;
const WARM_UP: usize = 1_200;
const GOAL_MS: f64 = 0.30;

pub fn measure(report: &mut Report) -> anyhow::Result<()> {
    note(&format!("M17: {TIMES} appends, and as many plain commits between them"));
    let home = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let (append, floor) = runtime.block_on(both(home.path()))?;
    report.figure(&Figure {
        what: "append_ms_p50_over_floor",
        case: format!("sqlite; append {append:.3} ms, floor {floor:.3} ms"),
        stanch: append - floor,
        peers: Vec::new(),
        goal: Some(GOAL_MS),
        n: TIMES,
    })
}

/// The medians in milliseconds, of turns taken one after the other on the same disk.
async fn both(home: &Path) -> anyhow::Result<(f64, f64)> {
    let store = Sqlite::open(settings(home)).await?;
    let opened = incident::Entry::Opened { title: Safe::from_static("down"), severity: Severity::High, about: None };
    let (_, stream, _) = store.open_stream(Subject::Incident, &[Draft::of(&opened)?]).await?;
    let plain = plain(&home.join("plain.db")).await?;
    let draft = Draft::of(&incident::Entry::Note { text: Safe::line(&"what somebody saw ".repeat(20)) })?;
    let (mut appends, mut floors) = (Vec::new(), Vec::new());
    // Until both write-ahead logs have their full length: making a file longer is dearer than writing it.
    for _ in 0..WARM_UP {
        append(&store, stream, &draft).await?;
        insert(&plain, &draft.body).await?;
    }
    for _ in 0..TIMES {
        appends.push(append(&store, stream, &draft).await?);
        floors.push(insert(&plain, &draft.body).await?);
    }
    Ok((median(appends), median(floors)))
}

async fn append(store: &Sqlite, stream: Ulid, draft: &Draft) -> anyhow::Result<f64> {
    let began = Instant::now();
    store.append(stream, None, std::slice::from_ref(draft)).await?;
    Ok(began.elapsed().as_secs_f64() * 1e3)
}

async fn insert(plain: &SqlitePool, bytes: &[u8]) -> anyhow::Result<f64> {
    let began = Instant::now();
    sqlx::query("INSERT INTO plain (bytes) VALUES ($1)").bind(bytes).execute(plain).await?;
    Ok(began.elapsed().as_secs_f64() * 1e3)
}

async fn plain(path: &Path) -> anyhow::Result<SqlitePool> {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true).disable_statement_logging();
    let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new().max_connections(1).test_before_acquire(false).connect_with(options).await?;
    sqlx::raw_sql("CREATE TABLE plain (seq INTEGER PRIMARY KEY, bytes BLOB) STRICT").execute(&pool).await?;
    Ok(pool)
}

#[expect(clippy::disallowed_methods, reason = "a measure runs by the real clock")]
fn settings(home: &Path) -> Settings {
    Settings {
        address: Address::Sqlite(home.join("store/stanch.db")),
        access: Access::Write,
        heads: Some(home.join("heads")),
        actor: Safe::from_static("os:1000(alice)@bastion2 loginuid=1000"),
        clock: Arc::new(Timestamp::now),
        holder: Holder::of_process(),
        filesystem: filesystem_of,
        drill: false,
    }
}
