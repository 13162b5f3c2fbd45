//! The log itself: whole or not at all, one chain, and nothing in it is changed unnoticed.

use std::{path::Path, process::Command};

use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection, sqlite::SqliteConnectOptions};
use stanch::{
    adapters::store::{Error, Journal, Verification},
    domain::{
        digest::Digest,
        evidence::{Evidence, EvidenceNo, Origin, Sort},
        incident,
        journal::{Alias, Draft, Subject},
        severity::Severity,
    },
};

use super::make::{ALICE, BOB, Bed, note, started};
use crate::support::made::safe;

pub async fn connect(path: &Path) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.unwrap()
}

/// Does what only the file's owner can.
pub async fn tamper(path: &Path, sql: &str) {
    let mut db = connect(path).await;
    sqlx::raw_sql("DROP TRIGGER log_is_not_changed; DROP TRIGGER log_is_not_cut;").execute(&mut db).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

/// Every row that follows from the log, as text. How long leases were renewed is in none.
pub async fn dump(path: &Path) -> Vec<String> {
    let mut db = connect(path).await;
    let mut rows = Vec::new();
    for (table, columns) in [
        ("streams", "stream, subject, number, last"),
        ("walks", "walk, started_by, ended"),
        ("leases", "walk, token, holder"),
        (
            "requests",
            "request, walk, node, attempt, hex(binding), target_key, target_uid, requested_by, quorum, allow_self, requested_us, expires_us, closed",
        ),
        ("decisions", "request, actor, word, seq, at_us"),
        ("intents", "intent, walk, node, attempt, request, target_key, state, token, seq"),
    ] {
        let quoted: Vec<_> = columns.split(", ").map(|column| format!("coalesce({column}, '-')")).collect();
        let sql = format!("SELECT '{table}: ' || {} FROM {table} ORDER BY 1", quoted.join(" || ' ' || "));
        let found = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut db).await.unwrap();
        rows.extend(found.iter().map(|row| row.get::<String, _>(0)));
    }
    rows
}

fn opened() -> Draft {
    let entry = incident::Entry::Opened { title: safe("checkout is down"), severity: Severity::High, about: None };
    Draft::of(&entry).unwrap()
}

fn evidence(bed: &Bed, no: u32) -> Draft {
    let evidence = Evidence {
        no: EvidenceNo(no),
        sort: Sort::RuntimeLog,
        origin: Origin::Pasted,
        title: safe("log"),
        sha256: Digest::of(b"log"),
        lines: 1,
        cut: Vec::new(),
        taken: bed.now(),
        pod: None,
        container: None,
    };
    Draft::of(&incident::Entry::Evidence(evidence)).unwrap()
}

#[tokio::test]
async fn names_and_numbers_are_the_stores() {
    let bed = Bed::new();
    let store = bed.open(ALICE).await;
    let (one, stream, _) = store.open_stream(Subject::Incident, &[opened()]).await.unwrap();
    let (two, ..) = store.open_stream(Subject::Incident, &[opened()]).await.unwrap();
    let (walk, ..) = store.open_stream(Subject::Walk, &[started()]).await.unwrap();
    assert_eq!([one, two, walk], [Alias::Incident(1), Alias::Incident(2), Alias::Walk(1)]);
    assert_eq!(store.find(one).await.unwrap(), stream);
    assert!(matches!(store.find(Alias::Fix(1)).await, Err(Error::NoSuch(_))));
    store.append(stream, None, &[evidence(&bed, 9), evidence(&bed, 9)]).await.unwrap();
    let last = store.append(stream, None, &[evidence(&bed, 1)]).await.unwrap().remove(0);
    let incident::Entry::Evidence(kept) = last.entry().unwrap() else { panic!("{last:?}") };
    assert_eq!(kept.no, EvidenceNo(3));
    assert_eq!(store.list(Subject::Incident).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_append_happens_whole_or_not_at_all() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let head = alice.store.head().await.unwrap();
    let large = Draft { body: format!("{{\"text\":\"{}\"}}", "x".repeat(65_530)).into_bytes(), ..note("") };
    let error = alice.store.append(alice.walk, None, &[note("one"), large]).await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
    for misplaced in [opened(), started()] {
        let error = alice.store.append(alice.walk, None, &[note("one"), misplaced]).await.unwrap_err();
        assert!(matches!(error, Error::Misplaced { .. } | Error::Malformed(_)), "{error}");
    }
    assert!(alice.store.open_stream(Subject::Walk, &[note("no beginning")]).await.is_err());
    assert!(alice.store.open_stream(Subject::Walk, &[]).await.is_err());
    assert_eq!(alice.store.head().await.unwrap(), head);
    assert_eq!(alice.store.list(Subject::Walk).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_consoles_write_one_chain() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let bob = bed.joined(BOB, &alice).await;
    let many = async |console: &super::make::Console| {
        for n in 0..40 {
            console.store.append(console.walk, None, &[note(&n.to_string())]).await.unwrap();
        }
    };
    tokio::join!(many(&alice), many(&bob));
    let Verification::Whole { head } = bob.store.verify(None).await.unwrap() else { panic!("broken") };
    assert_eq!(head.seq, 81);
    let stream = alice.store.stream(alice.walk).await.unwrap();
    assert_eq!(stream.iter().filter(|record| record.actor.as_str() == BOB).count(), 40);
    assert_eq!(alice.store.page(79, 500).await.unwrap(), stream[79..]);
}

#[tokio::test]
async fn the_log_is_not_changed_by_accident() {
    let bed = Bed::new();
    bed.console(ALICE).await;
    let mut db = connect(&bed.path()).await;
    for sql in ["UPDATE log SET actor = 'me'", "DELETE FROM log", "INSERT OR REPLACE INTO log SELECT * FROM log"] {
        assert!(sqlx::raw_sql(sql).execute(&mut db).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn a_changed_record_is_found_with_both_hashes() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    for n in 0..9 {
        alice.store.append(alice.walk, None, &[note(&n.to_string())]).await.unwrap();
    }
    let was = alice.store.stream(alice.walk).await.unwrap().remove(4);
    tamper(&bed.path(), "UPDATE log SET actor = 'mallory' WHERE seq = 5").await;
    let Verification::Broken { seq, expected, found } = alice.store.verify(None).await.unwrap() else { panic!() };
    assert_eq!((seq, found), (5, was.hash));
    assert_ne!(expected, found);
    tamper_again(&bed.path(), "UPDATE log SET actor = 'ssh:SHA256:alice (alice)'; DELETE FROM log WHERE seq = 8").await;
    let broken = alice.store.verify(None).await.unwrap();
    assert!(matches!(broken, Verification::Broken { seq: 8, .. }), "{broken:?}");
}

async fn tamper_again(path: &Path, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connect(path).await).await.unwrap();
}

#[tokio::test]
async fn a_store_that_was_rewound_is_not_armed() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    alice.store.append(alice.walk, None, &[note("one")]).await.unwrap();
    let copy = bed.path().with_extension("copy");
    sqlx::query("VACUUM INTO $1").bind(copy.to_str()).execute(&mut connect(&bed.path()).await).await.unwrap();
    alice.store.append(alice.walk, None, &[note("two")]).await.unwrap();
    drop(alice);
    let restored = stanch::adapters::store::Settings {
        address: stanch::adapters::store::Address::Sqlite(copy.clone()),
        ..bed.settings(ALICE)
    };
    private(&copy);
    for _ in 0..2 {
        let store = stanch::adapters::store::Sqlite::open(restored.clone()).await.unwrap();
        let refusal = store.facts().refusals.first().unwrap();
        assert!(refusal.starts_with("database was rewound or rewritten"), "{refusal}");
        let found = store.verify(None).await.unwrap();
        assert!(matches!(&found, Verification::Behind { known, head } if known.seq == 3 && head.seq == 2), "{found:?}");
        // What is written to it now does not make it the other one.
        let walk = store.find(Alias::Walk(1)).await.unwrap();
        if store.head().await.unwrap().seq == 2 {
            drop(store);
            continue;
        }
        assert!(store.append(walk, None, &[note("other")]).await.is_ok());
    }
    let store = stanch::adapters::store::Sqlite::open(restored.clone()).await.unwrap();
    let walk = store.find(Alias::Walk(1)).await.unwrap();
    store.append(walk, None, &[note("other"), note("longer")]).await.unwrap();
    let again = stanch::adapters::store::Sqlite::open(restored).await.unwrap();
    assert_eq!(again.facts().refusals.len(), 1, "a longer log is still not the one that was known");
    let found = again.verify(None).await.unwrap();
    assert!(matches!(found, Verification::Broken { seq: 3, .. }), "{found:?}");
}

fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[tokio::test]
async fn blobs_are_kept_once_and_checked_when_they_are_read() {
    let bed = Bed::new();
    let store = bed.open(ALICE).await;
    let bytes = "a line of a log\n".repeat(10_000).into_bytes();
    let digest = store.put_blob(&bytes).await.unwrap();
    assert_eq!(store.put_blob(&bytes).await.unwrap(), digest);
    assert_eq!(store.blob(digest).await.unwrap(), bytes);
    assert_eq!(store.blob(store.put_blob(b"").await.unwrap()).await.unwrap(), b"");
    assert!(matches!(store.blob(Digest::of(b"never")).await, Err(Error::NoSuch(_))));
    let mut db = connect(&bed.path()).await;
    let row = sqlx::query("SELECT count(*), sum(length(bytes)) FROM blobs").fetch_one(&mut db).await.unwrap();
    assert_eq!(row.get::<i64, _>(0), 2);
    assert!(row.get::<i64, _>(1) < 5_000, "deflated");
    let other = "UPDATE blobs SET bytes = (SELECT bytes FROM blobs ORDER BY size LIMIT 1)";
    sqlx::raw_sql(other).execute(&mut db).await.unwrap();
    assert!(matches!(store.blob(digest).await, Err(Error::Blob(_))));
}

#[tokio::test]
async fn another_language_finds_the_same_chain() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: no python3");
        return;
    }
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    for n in 0..20 {
        alice.store.append(alice.walk, None, &[note(&format!("günstig {n}"))]).await.unwrap();
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/store/verify.py");
    let verify = || Command::new("python3").arg(script).arg(bed.path()).output().unwrap();
    let head = alice.store.head().await.unwrap();
    assert_eq!(String::from_utf8_lossy(&verify().stdout).trim(), format!("{} {}", head.seq, head.hash));
    tamper(&bed.path(), "UPDATE log SET at_us = at_us + 1 WHERE seq = 7").await;
    assert_eq!(String::from_utf8_lossy(&verify().stdout).trim(), "broken at 7");
}
