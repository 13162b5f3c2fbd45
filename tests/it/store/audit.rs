//! `stanch audit` and the doctor's line about the store, as people run them.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use serde_json::Value;
use stanch::adapters::store::{Access, Address, Journal, Settings, Sqlite};

use super::{
    log::tamper,
    make::{ALICE, Bed, note, started},
};
use crate::cli::run::Home;

/// A home with a journal of one walk and two notes.
async fn home() -> (Home, std::path::PathBuf) {
    let (home, bed) = (Home::new(), Bed::new());
    let state = home.path().join(".local/state/stanch");
    let path = state.join("stanch.db");
    let address = Address::Sqlite(path.clone());
    let settings = Settings { address, heads: Some(state.join("heads")), ..bed.settings(ALICE) };
    let store = Sqlite::open(settings).await.unwrap();
    let (_, walk, _) = store.open_stream(stanch::domain::journal::Subject::Walk, &[started()]).await.unwrap();
    store.append(walk, None, &[note("rev 40 was fine"), note("so is 41")]).await.unwrap();
    (home, path)
}

#[tokio::test]
async fn the_journal_is_listed_and_shown() {
    let (home, _) = home().await;
    let list = home.run(&["audit", "list"]);
    assert_eq!((list.code, list.err.as_str()), (0, ""));
    let lines: Vec<_> = list.out.lines().collect();
    assert_eq!(lines.len(), 3);
    for word in ["walk.started", "W-1", "2023-11-14T22:13:20", ALICE] {
        assert!(lines[0].contains(word), "{word}: {}", lines[0]);
    }
    let json: Value = serde_json::from_str(&home.run(&["audit", "list", "--stream", "w-1", "--json"]).out).unwrap();
    assert_eq!(json["records"].as_array().unwrap().len(), 3);
    assert_eq!(json["records"][1]["alias"], "W-1");
    assert!(home.run(&["audit", "show", "2"]).out.contains("rev 40 was fine"));
    let json: Value = serde_json::from_str(&home.run(&["audit", "show", "W-1", "--json"]).out).unwrap();
    assert_eq!(json["records"][2]["body"]["text"], "so is 41");
    for (typed, words) in [("9", "no record 9"), ("W-2", "no such W-2"), ("x", "write 12, W-1, INC-1 or F-1")] {
        let wrong = home.run(&["audit", "show", typed]);
        assert!(wrong.code == 2 && wrong.complaint().contains(words), "{wrong:?}");
    }
}

#[tokio::test]
async fn verify_says_what_it_found_by_its_exit_code() {
    let (home, path) = home().await;
    let fine = home.run(&["audit", "verify"]);
    assert!(fine.code == 0 && fine.out.starts_with("ok, 3 records, head "), "{fine:?}");
    let head = home.write("head.json", &home.run(&["audit", "verify", "--json"]).out);
    let against = ["audit", "verify", "--from-head", head.to_str().unwrap()];
    assert_eq!(home.run(&against).code, 0);
    let other = home.path().join("other.db").display().to_string();
    let absent = home.run(&["audit", "verify", "--store", &format!("sqlite:{other}")]);
    assert!(absent.code == 2 && absent.complaint().contains("no database at"), "{absent:?}");
    tamper(&path, "UPDATE log SET body = x'7b7d' WHERE seq = 2").await;
    let broken = home.run(&["audit", "verify"]);
    assert!(broken.code == 5 && broken.out.starts_with("broken at seq 2: expected "), "{broken:?}");
    let doctor = home.run(&["doctor"]);
    assert!(doctor.out.contains("fail  store:") && doctor.out.contains("broken at seq 2"), "{doctor:?}");
    tamper_away(&path).await;
    let behind = home.run(&against);
    assert!(behind.code == 5 && behind.out.starts_with("behind a known head: record 3"), "{behind:?}");
}

/// The newest two records are gone, and the head with them.
async fn tamper_away(path: &std::path::Path) {
    let sql = "DELETE FROM log WHERE seq > 1; UPDATE head SET seq = 1, hash = (SELECT hash FROM log WHERE seq = 1)";
    sqlx::raw_sql(sql).execute(&mut super::log::connect(path).await).await.unwrap();
}

#[test]
fn a_wrong_store_is_said() {
    let home = Home::new();
    let wrong = home.run(&["audit", "list", "--store", "postgres:x"]);
    assert_eq!((wrong.code, wrong.complaint()), (2, "stanch: `postgres:x` is no store; write sqlite:PATH\n"));
    home.write("notes.db", "dear diary");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(home.path().join("notes.db"), mode).unwrap();
    let no = home.run(&["audit", "verify", "--store", &format!("sqlite:{}/notes.db", home.path().display())]);
    assert!(no.code == 2 && no.complaint().contains("is not a stanch database"), "{no:?}");
    let doctor = home.run(&["doctor"]);
    assert!(doctor.out.contains("ok    store: none yet"), "{}", doctor.out);
    assert_eq!(home.run(&["audit", "list", "--ephemeral"]).code, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_that_come_while_it_is_opened_are_no_rewind() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let done = Arc::new(AtomicBool::new(false));
    let (told, walk) = (Arc::clone(&done), alice.walk);
    let writing = tokio::spawn(async move {
        while !told.load(Ordering::SeqCst) {
            alice.store.append(walk, None, &[note("more")]).await.unwrap();
        }
    });
    for _ in 0..100 {
        // Whoever only looks waits for no writer, and keeps none waiting.
        let looking = Settings { access: Access::Look, ..bed.settings(ALICE) };
        assert_eq!(Sqlite::open(looking).await.unwrap().facts().refusals, []);
    }
    done.store(true, Ordering::SeqCst);
    writing.await.unwrap();
}

#[tokio::test]
async fn a_walk_that_cannot_be_read_is_listed_with_why() {
    let (home, _) = home().await;
    let listed = home.run(&["walk", "list"]);
    let walks: Value = serde_json::from_str(&listed.out).unwrap();
    assert_eq!((listed.code, &walks["walks"][0]["walk"]), (0, &"W-1".into()), "{listed:?}");
    assert!(walks["walks"][0]["error"].is_string(), "its strategy was never kept: {walks}");
}
