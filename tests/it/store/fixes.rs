//! What may be recorded about a fix, whoever sends it.

use stanch::{
    adapters::store::{Error, Journal, Sqlite},
    domain::{
        Truth,
        digest::Digest,
        fix::{Check, Entry, Exit, Proposer},
        journal::{Draft, Record, Subject, Ulid},
    },
};

use super::make::{ALICE, BOB, Bed};
use crate::support::made::safe;

fn patch() -> Digest {
    Digest::of(b"patch")
}

fn proposed() -> Entry {
    Entry::Proposed {
        title: safe("raise the limit"),
        patch_sha256: patch(),
        proposer: Proposer::Person,
        incident: None,
        evidence: Vec::new(),
        why: safe(""),
        likeness: safe("files values.yaml"),
    }
}

fn checked(ok: Truth) -> Entry {
    let check = Check { name: safe("parses"), ok, message: safe("") };
    Entry::Checked { patch_sha256: patch(), checks: vec![check] }
}

/// A lie about who proposed it.
fn approved(patch_sha256: Digest) -> Entry {
    Entry::Approved { patch_sha256, comment: None, self_approved: false }
}

fn rejected() -> Entry {
    Entry::Rejected { patch_sha256: patch(), reason: safe("no") }
}

fn exit() -> Exit {
    Exit::PatchFile { path: safe("/out.patch") }
}

fn started() -> Entry {
    Entry::ApplyStarted { patch_sha256: patch(), exit: exit() }
}

fn applied() -> Entry {
    Entry::Applied { exit: exit() }
}

async fn fix(store: &Sqlite, ok: Truth) -> Ulid {
    let drafts = [Draft::of(&proposed()).unwrap(), Draft::of(&checked(ok)).unwrap()];
    store.open_stream(Subject::Fix, &drafts).await.unwrap().1
}

async fn say(store: &Sqlite, fix: Ulid, entry: &Entry) -> Result<Record, Error> {
    store.append(fix, None, &[Draft::of(entry).unwrap()]).await.map(|mut records| records.remove(0))
}

#[tokio::test]
async fn only_what_was_approved_leaves_and_nothing_follows_out_of_turn() {
    let bed = Bed::new();
    let store = bed.open(ALICE).await;
    let failed = Entry::ApplyFailed { reason: safe("disk full") };
    for (before, refused) in [
        (vec![], started()),
        (vec![], applied()),
        (vec![], failed.clone()),
        (vec![rejected()], approved(patch())),
        (vec![rejected()], started()),
        (vec![approved(patch()), rejected()], started()),
        (vec![approved(patch())], applied()),
        (vec![approved(patch()), started()], rejected()),
        (vec![approved(patch()), started(), applied()], rejected()),
        (vec![approved(patch())], proposed()),
    ] {
        let fix = fix(&store, Truth::Yes).await;
        for entry in &before {
            say(&store, fix, entry).await.unwrap();
        }
        let length = store.stream(fix).await.unwrap().len();
        let error = say(&store, fix, &refused).await.unwrap_err();
        assert!(
            matches!(error, Error::OutOfTurn { .. } | Error::Misplaced { .. }),
            "{refused:?} behind {before:?}: {error}"
        );
        assert_eq!(store.stream(fix).await.unwrap().len(), length);
    }
    let fix = fix(&store, Truth::Yes).await;
    for entry in [approved(patch()), started(), failed, started(), applied(), started(), applied()] {
        say(&store, fix, &entry).await.unwrap();
    }
}

#[tokio::test]
async fn a_word_is_about_the_bytes_and_a_failed_check_blocks_it() {
    let bed = Bed::new();
    let store = bed.open(ALICE).await;
    let (good, bad) = (fix(&store, Truth::Yes).await, fix(&store, Truth::No).await);
    let other = say(&store, good, &approved(Digest::of(b"other"))).await.unwrap_err();
    assert!(matches!(other, Error::Stale { .. }), "{other}");
    let blocked = say(&store, bad, &approved(patch())).await.unwrap_err();
    assert!(matches!(&blocked, Error::CheckFailed(name) if name.as_str() == "parses"), "{blocked}");
    say(&store, bad, &rejected()).await.unwrap();
}

#[tokio::test]
async fn a_word_counts_once_and_the_store_says_whose_own_it_is() {
    let bed = Bed::new();
    let (alice, bob) = (bed.open(ALICE).await, bed.open(BOB).await);
    let fix = fix(&alice, Truth::Yes).await;
    let of = |record: &Record| match record.entry().unwrap() {
        Entry::Approved { self_approved, .. } => self_approved,
        other => panic!("{other:?}"),
    };
    let first = say(&alice, fix, &approved(patch())).await.unwrap();
    assert!(of(&first), "whatever the draft says");
    assert_eq!(say(&alice, fix, &approved(patch())).await.unwrap(), first);
    let lie = Entry::Approved { patch_sha256: patch(), comment: None, self_approved: true };
    let second = say(&bob, fix, &lie).await.unwrap();
    assert!(second.seq > first.seq && !of(&second));
    let rejection = say(&bob, fix, &rejected()).await.unwrap();
    assert_eq!(say(&alice, fix, &rejected()).await.unwrap(), rejection, "one is everybody's");
}
