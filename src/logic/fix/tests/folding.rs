//! What records say of a fix, in whatever order people and consoles appended them.

use crate::domain::{
    digest::Digest,
    fix::{Check, Entry, Exit, Fix, Proposer, State},
    journal::{Alias, Draft, Record, Ulid},
    text::Safe,
};

use super::super::{fold, similar};

fn patch() -> Digest {
    Digest::of(b"patch")
}

fn proposed() -> Entry {
    Entry::Proposed {
        title: Safe::from_static("t"),
        patch_sha256: patch(),
        proposer: Proposer::Person,
        incident: None,
        evidence: Vec::new(),
        why: Safe::default(),
        likeness: Safe::from_static("files values.yaml"),
    }
}

fn approved(patch_sha256: Digest) -> Entry {
    Entry::Approved { patch_sha256, comment: None, self_approved: true }
}

fn rejected() -> Entry {
    Entry::Rejected { patch_sha256: patch(), reason: Safe::from_static("no") }
}

fn exit() -> Exit {
    Exit::PatchFile { path: Safe::from_static("/x") }
}

fn started() -> Entry {
    Entry::ApplyStarted { patch_sha256: patch(), exit: exit() }
}

fn applied() -> Entry {
    Entry::Applied { exit: exit() }
}

fn failed() -> Entry {
    Entry::ApplyFailed { reason: Safe::from_static("disk full") }
}

fn records(entries: &[Entry]) -> Vec<Record> {
    let drafts = entries.iter().map(|entry| Draft::of(entry).unwrap());
    let record = |(at, draft): (u64, Draft)| Record {
        seq: at + 1,
        at_us: i64::try_from(at).unwrap(),
        actor: Safe::from_static("alice"),
        stream: Ulid::nil(),
        stream_seq: at + 1,
        kind: draft.kind,
        body_sha256: Digest::of(&draft.body),
        body: Some(draft.body),
        prev: Digest::default(),
        hash: Digest::default(),
    };
    (0..).zip(drafts).map(record).collect()
}

fn fix(number: u64, entries: &[Entry]) -> Fix {
    let all: Vec<_> = std::iter::once(proposed()).chain(entries.iter().cloned()).collect();
    fold(Alias::Fix(number), &records(&all)).unwrap().unwrap()
}

#[test]
fn states_follow_the_order_of_the_records() {
    let other = Digest::of(b"other bytes");
    for (entries, state) in [
        (vec![], State::Pending),
        (vec![approved(patch())], State::Approved),
        (vec![approved(other)], State::Pending),
        (vec![rejected()], State::Rejected),
        (vec![approved(patch()), rejected()], State::Rejected),
        (vec![rejected(), approved(patch())], State::Rejected),
        (vec![started()], State::Pending),
        (vec![started(), applied()], State::Pending),
        (vec![approved(patch()), rejected(), started(), applied()], State::Rejected),
        (vec![approved(patch()), started()], State::Applying),
        (vec![approved(patch()), started(), rejected()], State::Applying),
        (vec![approved(patch()), started(), rejected(), applied()], State::Applied),
        (vec![approved(patch()), started(), failed()], State::ApplyFailed),
        (vec![approved(patch()), started(), failed(), started(), applied()], State::Applied),
        (vec![approved(patch()), started(), failed(), rejected(), started()], State::Rejected),
        (vec![approved(patch()), started(), applied(), started(), failed()], State::Applied),
    ] {
        assert_eq!(fix(1, &entries).state, state, "{entries:?}");
    }
}

#[test]
fn decisions_are_kept_with_who_and_when() {
    let fix = fix(1, &[approved(patch()), approved(patch()), rejected()]);
    let kept: Vec<_> = fix.decisions.iter().map(|one| (one.at_us, one.approved, one.self_approved)).collect();
    assert_eq!(kept, [(1, true, true), (2, true, true), (3, false, false)]);
    assert_eq!(fix.decisions[2].words.as_deref(), Some("no"));
}

#[test]
fn checks_of_other_bytes_do_not_count() {
    let checks =
        vec![Check { name: Safe::from_static("applies"), ok: crate::domain::Truth::No, message: Safe::default() }];
    let of = |patch_sha256| Entry::Checked { patch_sha256, checks: checks.clone() };
    assert_eq!(fix(1, &[of(patch())]).checks, checks);
    assert_eq!(fix(1, &[of(Digest::of(b"x"))]).checks, []);
}

#[test]
fn notes_in_the_stream_are_no_trouble_and_other_streams_are_no_fix() {
    let mut all = records(&[proposed(), approved(patch())]);
    let mut note = all[1].clone();
    (note.kind, note.body) = (Safe::from_static("note.added"), Some(b"{\"text\":\"x\"}".to_vec()));
    all.insert(1, note);
    assert_eq!(fold(Alias::Fix(1), &all).unwrap().unwrap().state, State::Approved);
    assert_eq!(fold(Alias::Fix(1), &records(&[approved(patch())])).unwrap(), None);
    assert_eq!(fold(Alias::Fix(1), &[]).unwrap(), None);
}

#[test]
fn earlier_fixes_of_the_same_kind_are_counted_by_what_became_of_them() {
    let others = [fix(1, &[approved(patch())]), fix(2, &[rejected()]), fix(3, &[]), fix(9, &[rejected()])];
    let found = similar(&fix(5, &[]), &others);
    assert_eq!((found.approved, found.rejected), (vec![Alias::Fix(1)], vec![Alias::Fix(2)]));
    let other = Fix { likeness: Safe::from_static("files x"), ..fix(5, &[]) };
    assert_eq!(similar(&other, &others), super::super::Similar::default());
}
