//! The files of a store: whose they are, where they are, and what is not one.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::Path,
};

use stanch::{
    adapters::store::{Access, Class, Error, Filesystem, Journal, Settings, Sqlite},
    domain::{Truth, journal::Subject, text::Safe},
};

use super::{
    log::connect,
    make::{ALICE, Bed, note, started},
};

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

async fn refusal(bed: &Bed) -> Error {
    Sqlite::open(bed.settings(ALICE)).await.err().expect("it was opened")
}

#[tokio::test]
async fn everything_that_is_made_is_the_users_alone() {
    let bed = Bed::new();
    let _alice = bed.console(ALICE).await;
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(bed.path().parent().unwrap()), 0o700);
    for end in ["", "-wal", "-shm"] {
        assert_eq!(mode(Path::new(&format!("{}{end}", bed.path().display()))), 0o600, "{end}");
    }
}

#[tokio::test]
async fn what_others_can_read_or_write_is_refused() {
    let bed = Bed::new();
    drop(bed.console(ALICE).await);
    chmod(&bed.path(), 0o644);
    let error = refusal(&bed).await;
    let place = bed.path().display().to_string();
    assert_eq!(error.to_string(), format!("{place} is readable by others; chmod 600 {place}"));
    assert_eq!(error.class(), Class::Refused);
    chmod(&bed.path(), 0o600);
    chmod(bed.path().parent().unwrap(), 0o770);
    assert!(matches!(refusal(&bed).await, Error::Shared { .. }));
    chmod(bed.path().parent().unwrap(), 0o755);
    bed.open(ALICE).await;
}

#[tokio::test]
async fn a_link_is_not_followed_not_even_beside_the_database() {
    let bed = Bed::new();
    drop(bed.console(ALICE).await);
    let beside = bed.path().with_file_name("stanch.db-wal");
    let _ = fs::remove_file(&beside);
    symlink("/etc/hostname", &beside).unwrap();
    assert!(matches!(refusal(&bed).await, Error::Link { .. }));
    fs::remove_file(&beside).unwrap();
    fs::rename(bed.path(), bed.path().with_extension("real")).unwrap();
    symlink(bed.path().with_extension("real"), bed.path()).unwrap();
    let error = refusal(&bed).await;
    assert!(matches!(error, Error::Link { .. }), "{error}");
    fs::remove_file(bed.path()).unwrap();
    fs::create_dir(bed.path()).unwrap();
    assert!(matches!(refusal(&bed).await, Error::Link { .. }), "a folder");
}

#[tokio::test]
async fn what_is_no_stanch_database_stays_as_it_is() {
    let bed = Bed::new();
    fs::create_dir(bed.path().parent().unwrap()).unwrap();
    chmod(bed.path().parent().unwrap(), 0o700);
    let text = "dear diary, ".repeat(1000);
    fs::write(bed.path(), &text).unwrap();
    chmod(&bed.path(), 0o600);
    let error = refusal(&bed).await;
    assert_eq!(error.to_string(), format!("{} is not a stanch database", bed.path().display()));
    assert_eq!(error.class(), Class::Input);
    assert_eq!(fs::read_to_string(bed.path()).unwrap(), text);
    fs::write(bed.path(), "").unwrap();
    sqlx::raw_sql("CREATE TABLE diary (line TEXT)").execute(&mut connect(&bed.path()).await).await.unwrap();
    let before = fs::read(bed.path()).unwrap();
    assert!(matches!(refusal(&bed).await, Error::NotADatabase(_)), "somebody else's database");
    assert_eq!(fs::read(bed.path()).unwrap(), before);
}

#[tokio::test]
async fn looking_makes_nothing() {
    let bed = Bed::new();
    let looking = || Settings { access: Access::Look, ..bed.settings(ALICE) };
    assert!(matches!(Sqlite::open(looking()).await, Err(Error::Absent(_))));
    assert!(!bed.path().exists() && !bed.heads().exists());
    let alice = bed.console(ALICE).await;
    let store = Sqlite::open(looking()).await.unwrap();
    assert_eq!(store.find(stanch::domain::journal::Alias::Walk(1)).await.unwrap(), alice.walk);
    let error = store.append(alice.walk, None, &[note("x")]).await.unwrap_err();
    assert_eq!(error.to_string(), "the database was opened read-only: opened to look");
}

#[tokio::test]
async fn a_newer_schema_is_read_and_not_written() {
    let bed = Bed::new();
    drop(bed.console(ALICE).await);
    sqlx::raw_sql("PRAGMA user_version = 99").execute(&mut connect(&bed.path()).await).await.unwrap();
    let store = bed.open(ALICE).await;
    let why = store.facts().read_only.clone().unwrap();
    assert_eq!(why.as_str(), "made by a newer stanch (schema 99; this one knows 1): read-only");
    assert_eq!(store.list(Subject::Walk).await.unwrap().len(), 1);
    let error = store.open_stream(Subject::Walk, &[started()]).await.unwrap_err();
    assert_eq!(error.class(), Class::Unavailable, "{error}");
}

#[tokio::test]
async fn filesystems_that_lose_or_share_take_no_actions() {
    let bed = Bed::new();
    let cases: [(Filesystem, &str); 3] = [
        (|_| Ok(0x6969), "on NFS: cannot be trusted for actions; use --store sqlite:/var/lib/stanch/stanch.db"),
        (|_| Ok(0x0102_1994), "on tmpfs: not durable; use --store sqlite:/var/lib/stanch/stanch.db"),
        (|_| Err(std::io::Error::other("odd")), "on an unknown filesystem (odd): cannot be trusted for actions"),
    ];
    for (filesystem, words) in cases {
        let store = Sqlite::open(Settings { filesystem, ..bed.settings(ALICE) }).await.unwrap();
        assert_eq!(store.facts().refusals.iter().map(Safe::as_str).collect::<Vec<_>>(), [words]);
        assert_eq!(store.facts().durable, Truth::No);
        store.open_stream(Subject::Walk, &[started()]).await.unwrap();
    }
    let store = bed.open(ALICE).await;
    assert!(store.facts().refusals.is_empty() && store.facts().durable == Truth::Yes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_somebody_holds_is_busy_not_broken() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let mut other = connect(&bed.path()).await;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let error = alice.store.append(alice.walk, None, &[note("x")]).await.unwrap_err();
    assert_eq!(error.to_string(), "database busy; no actions until it answers");
    assert_eq!(error.class(), Class::Unavailable);
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    alice.store.append(alice.walk, None, &[note("x")]).await.unwrap();
}
