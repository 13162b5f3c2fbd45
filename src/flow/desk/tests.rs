//! Records add up, whatever order the store is told of in.

use super::{Desk, JournalNews, Store};
use crate::domain::{
    digest::Digest,
    incident::Entry,
    journal::{Alias, Draft, Record, Ulid},
    severity::Severity,
    text::Safe,
};

fn record(seq: u64, stream: u128, entry: &Entry) -> Record {
    let draft = Draft::of(entry).unwrap();
    Record {
        seq,
        at_us: 7,
        actor: Safe::from_static("alice"),
        stream: Ulid(stream),
        stream_seq: 1,
        kind: draft.kind,
        body_sha256: Digest::of(&draft.body),
        body: Some(draft.body),
        prev: Digest::default(),
        hash: Digest::default(),
    }
}

fn opened(title: &'static str) -> Entry {
    Entry::Opened { title: Safe::from_static(title), severity: Severity::High, about: None }
}

#[test]
fn aliases_are_counted_as_the_store_counts_them_and_nothing_counts_twice() {
    let mut desk = Desk::default();
    let note = Entry::Note { text: Safe::from_static("rev 40 was fine") };
    let records = vec![record(1, 5, &opened("first")), record(2, 3, &opened("second")), record(3, 5, &note)];
    desk.apply(JournalNews::Records(records.clone()));
    desk.apply(JournalNews::Records(records));
    assert_eq!(desk.records.len(), 3);
    let titles: Vec<_> = desk.incidents.iter().map(|(alias, incident)| (*alias, incident.title.as_str())).collect();
    assert_eq!(titles, [(Alias::Incident(1), "first"), (Alias::Incident(2), "second")]);
    assert_eq!(desk.incidents[&Alias::Incident(1)].notes.len(), 1);
}

#[test]
fn a_record_that_is_not_what_it_says_is_told_and_the_rest_stands() {
    let mut desk = Desk::default();
    let mut broken = record(2, 5, &opened("x"));
    broken.kind = Safe::from_static("incident.vanished");
    desk.apply(JournalNews::Records(vec![record(1, 5, &opened("first")), broken]));
    assert_eq!((desk.records.len(), desk.faults.len()), (2, 1));
    assert_eq!(desk.store, Store::Opening);
}
