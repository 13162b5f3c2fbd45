//! Which revision is newest, and whether people went back to it.

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{
        Truth,
        cluster::ClusterNo,
        strategy::Origin,
        text::Safe,
        verdict::State,
        workload::{Counts, Key, Kind, Owner, Revision, Strategy, Workload},
    },
    logic::strategy::{is_brought_back, origin},
};

fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
}

fn workload(kind: Kind, revision: Option<&'static str>) -> Workload {
    Workload {
        key: Key {
            cluster: ClusterNo(0),
            namespace: Safe::from_static("shop"),
            kind,
            name: Safe::from_static("pricing"),
        },
        uid: Safe::default(),
        created: Some(at(0)),
        deleted: None,
        changed: Some(at(90)),
        generation: 3,
        observed_generation: Some(3),
        revision: revision.map(Safe::from_static),
        change_cause: None,
        owner: Owner::Nobody,
        selector: Safe::default(),
        paused: false,
        strategy: Strategy::Recreate,
        desired: 1,
        progress_deadline: None,
        min_ready: 0,
        images: Vec::new(),
        counts: Counts::default(),
        current_revision: None,
        update_revision: None,
        conditions: Vec::new(),
    }
}

/// Its number, and when it was made.
fn revision(number: i64, made: i64) -> Revision {
    Revision {
        namespace: Safe::from_static("shop"),
        name: Safe::default(),
        uid: Safe::default(),
        owner: None,
        number: Some(number),
        hash: None,
        created: Some(at(made)),
        change_cause: None,
        images: Vec::new(),
        counts: None,
        conditions: Vec::new(),
    }
}

#[test]
fn a_revision_that_is_older_than_one_of_a_lower_number_was_brought_back() {
    let back = |kind, shown, revisions: &[Revision]| {
        is_brought_back(&workload(kind, shown), &revisions.iter().collect::<Vec<_>>())
    };
    let (second, third) = (revision(2, 50), revision(3, 0));
    for kind in Kind::ALL {
        let shown = (kind == Kind::Deployment).then_some("3");
        assert_eq!(back(kind, shown, &[second.clone(), third.clone()]), Truth::Yes);
        assert_eq!(back(kind, shown, &[revision(1, 0), second.clone(), revision(3, 90)]), Truth::No);
        assert_eq!(back(kind, shown, &[]), Truth::Unknown);
        assert_eq!(back(kind, shown, &[second.clone(), Revision { created: None, ..third.clone() }]), Truth::Unknown);
    }
    // The newest was not read yet.
    assert_eq!(back(Kind::Deployment, Some("4"), &[second, third]), Truth::Unknown);
}

#[test]
fn what_broke_it_is_said_of_what_fails_and_changed_a_while_ago_only() {
    let workload = workload(Kind::Deployment, Some("3"));
    let (first, second, back, new) = (revision(1, 0), revision(2, 50), revision(3, 0), revision(3, 90));
    let of = |state, revisions: &[&Revision], now| origin(state, &workload, revisions, at(now));
    assert_eq!(of(State::Failed, &[&second, &back], 100), Some(Origin::Outside));
    assert_eq!(of(State::Failed, &[&first, &second, &new], 100), Some(Origin::Revision));
    assert_eq!(of(State::Failed, &[&new], 100), None, "there is no earlier one to go back to");
    assert_eq!(of(State::Ok, &[&second, &back], 100), None);
    assert_eq!(of(State::Failed, &[&second, &back], 90 + 7200), None);
}
