//! Orders on a real store.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{
    fixes, records,
    work::{Say, Work},
};
use crate::{
    adapters::store::{Access, Address, Holder, Settings, open},
    domain::{
        digest::Digest,
        fix::{Proposer, State},
        journal::Alias,
        text::Safe,
    },
    flow::{
        desk::{News as Word, Order},
        effect::Ticket,
    },
    logic::board::Board,
    ops::{
        analyze::Bench,
        fix::{self, Proposal},
    },
};

const PATCH: &str = "--- a/values.yaml\n+++ b/values.yaml\n@@ -1 +1,2 @@\n a: 1\n+b: 2\n";

async fn work(home: &tempfile::TempDir) -> Work {
    let settings = Settings {
        address: Address::Sqlite(home.path().join("store/stanch.db")),
        access: Access::Write,
        heads: Some(home.path().join("heads")),
        actor: Safe::from_static("os:1000(alice)@host"),
        clock: Arc::new(crate::runtime::clock::now),
        holder: Holder::of_process(),
        filesystem: |_| Ok(0xef53),
        drill: false,
    };
    let (news, _) = mpsc::channel(8);
    let door = Arc::new(|| crate::logic::redact::Door::new([]));
    let bench = Arc::new(Bench::new(door, Board::default(), || jiff::Timestamp::UNIX_EPOCH));
    let journal = open(settings).await.unwrap();
    Work { journal, bench, clusters: Vec::new(), say: Say::new(Ticket(1), news) }
}

async fn proposed(work: &Work) -> Alias {
    let proposal = Proposal {
        title: Some(Safe::from_static("b")),
        patch: PATCH.as_bytes().to_vec(),
        proposer: Proposer::Person,
        incident: None,
        evidence: Vec::new(),
        why: Safe::default(),
    };
    fix::propose(work.journal.as_ref(), None, &|_| None, proposal).await.unwrap().alias
}

#[tokio::test]
async fn an_edited_patch_is_a_fix_of_its_own_and_what_is_none_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let work = work(&home).await;
    let alias = proposed(&work).await;
    let edit = |patch: String| Order::EditPatch { fix: alias, patch };
    let refused = fixes::carry_out(&work, edit("scratch".to_owned())).await.unwrap_err();
    assert!(refused.to_string().contains("no unified diff"), "{refused}");
    let made = fixes::carry_out(&work, edit(PATCH.replace("+b", "+c"))).await.unwrap();
    assert_eq!(made, Word::Made(Alias::Fix(2)));
    let (second, _) = fix::find(work.journal.as_ref(), Alias::Fix(2)).await.unwrap();
    assert_eq!((second.title.as_str(), second.state), ("b (F-1, edited)", State::Pending));
    assert_eq!(fix::find(work.journal.as_ref(), alias).await.unwrap().0.patch_sha256, Digest::of(PATCH.as_bytes()));
}

#[tokio::test]
async fn a_decision_about_other_bytes_than_were_seen_decides_nothing() {
    let home = tempfile::tempdir().unwrap();
    let work = work(&home).await;
    let alias = proposed(&work).await;
    let (other, seen) = (Digest::of(b"other"), Digest::of(PATCH.as_bytes()));
    let approve = |patch_sha256| Order::ApproveFix { fix: alias, patch_sha256, comment: None };
    let reject = Order::RejectFix { fix: alias, patch_sha256: other, reason: Safe::from_static("no") };
    for order in [approve(other), reject] {
        assert!(fixes::carry_out(&work, order).await.unwrap_err().to_string().contains("nothing was decided"));
    }
    assert_eq!(fix::find(work.journal.as_ref(), alias).await.unwrap().0.state, State::Pending);
    fixes::carry_out(&work, approve(seen)).await.unwrap();
    let file = home.path().join("out.patch");
    let order = Order::ApplyFix { fix: alias, repository: None, file: Some(Safe::line(&file.display().to_string())) };
    fixes::carry_out(&work, order).await.unwrap();
    assert_eq!(std::fs::read_to_string(file).unwrap(), PATCH);
    let Word::Patch { text, .. } = fixes::carry_out(&work, Order::ReadPatch { fix: alias }).await.unwrap() else {
        panic!("no patch")
    };
    assert_eq!(text, PATCH);
}

#[tokio::test]
async fn notes_are_recorded_and_the_record_is_checked() {
    let home = tempfile::tempdir().unwrap();
    let work = work(&home).await;
    let alias = proposed(&work).await;
    let note = |text: &'static str| Order::Note { alias, text: Safe::from_static(text) };
    assert!(records::carry_out(&work, note(" ")).await.is_err());
    records::carry_out(&work, note("rev 40 was fine")).await.unwrap();
    let Word::Done(words) = records::carry_out(&work, Order::Verify).await.unwrap() else { panic!("it does not hold") };
    assert!(words.starts_with("ok, 3 records, head "), "{words}");
}
