use crate::domain::{
    digest::Digest,
    incident::{Entry, Incident},
    journal::{Alias, Draft, Record, Ulid},
    severity::Severity,
    text::Safe,
};

use super::fold;

fn folded(entries: &[Entry]) -> Option<(Incident, Option<Digest>)> {
    let records: Vec<Record> = entries
        .iter()
        .map(|entry| Draft::of(entry).unwrap())
        .map(|draft| Record {
            seq: 1,
            at_us: 7,
            actor: Safe::from_static("alice"),
            stream: Ulid::nil(),
            stream_seq: 1,
            kind: draft.kind,
            body_sha256: Digest::of(&draft.body),
            body: Some(draft.body),
            prev: Digest::default(),
            hash: Digest::default(),
        })
        .collect();
    fold(Alias::Incident(1), &records).unwrap()
}

fn opened() -> Entry {
    Entry::Opened { title: Safe::from_static("checkout is down"), severity: Severity::High, about: None }
}

#[test]
fn an_incident_is_what_its_records_say() {
    let (first, second) = (Digest::of(b"1"), Digest::of(b"2"));
    let analysed = |sha256| Entry::Analysed { sha256, summary: Safe::default(), confidence: 70 };
    let close = |reason| Entry::Closed { reason: Safe::from_static(reason) };
    let link = Entry::Linked { alias: Alias::Fix(3) };
    let note = Entry::Note { text: Safe::from_static("rev 40 was fine") };
    let (incident, analysis) = folded(&[
        opened(),
        note,
        link.clone(),
        link,
        analysed(first),
        analysed(second),
        close("mended"),
        close("late"),
    ])
    .unwrap();
    assert_eq!(analysis, Some(second), "the newest");
    assert_eq!(incident.closed.as_deref(), Some("mended"), "the first reason closed it");
    assert_eq!(incident.linked, [Alias::Fix(3)]);
    assert_eq!((incident.notes[0].by.as_str(), incident.notes[0].at_us), ("alice", 7));
    assert!(!incident.cloud_allowed);
    let allowed = Entry::EgressAllowed { to: Safe::from_static("api.example.org") };
    assert!(folded(&[opened(), allowed]).unwrap().0.cloud_allowed);
}

#[test]
fn a_stream_that_does_not_begin_as_one_is_no_incident() {
    assert_eq!(folded(&[]), None);
    assert_eq!(folded(&[Entry::Note { text: Safe::from_static("x") }, opened()]), None);
}
