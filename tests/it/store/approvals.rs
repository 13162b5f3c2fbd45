//! What people may say about a request, and what their word is worth.

use stanch::{
    adapters::store::{Class, Error, Journal},
    domain::{
        Truth,
        action::Guard,
        digest::Digest,
        journal::{Draft, Ulid},
        walk::{Answer, Entry},
    },
};

use super::make::{ALICE, Ask, BOB, Bed, CAROL, MINUTE, rule, start};
use crate::support::made::safe;

/// Makes a request wrong.
type Spoil = fn(&mut Entry);

#[tokio::test]
async fn a_request_has_to_be_about_itself_and_short() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let lease = alice.lease().await;
    let cases: [(&str, Spoil); 6] = [
        ("node differs", |entry| {
            if let Entry::Requested { node, .. } = entry {
                *node = safe("scale");
            }
        }),
        ("attempt differs", |entry| {
            if let Entry::Requested { attempt, .. } = entry {
                *attempt = 2;
            }
        }),
        ("quorum differs", |entry| {
            if let Entry::Requested { rule, .. } = entry {
                rule.quorum = 0;
            }
        }),
        ("policy_sha256 differs", |entry| {
            if let Entry::Requested { rule, .. } = entry {
                rule.policy_sha256 = Digest::of(b"x");
            }
        }),
        ("projection_sha256 differs", |entry| {
            if let Entry::Requested { plan, .. } = entry {
                plan.projection_sha256 = Digest::of(b"x");
            }
        }),
        ("missing field", |entry| {
            if let Entry::Requested { binding, .. } = entry {
                *binding = "{}".to_owned();
            }
        }),
    ];
    for (words, spoil) in cases {
        let (.., mut entry) = alice.request(&bed, &Ask::default());
        spoil(&mut entry);
        let error = alice.say(Some(&lease), &entry).await.unwrap_err();
        assert!(matches!(error, Error::Binding(_)) && error.to_string().contains(words), "{words}: {error}");
    }
    for minutes in [31, 0, -1] {
        let (.., entry) = alice.request(&bed, &Ask { minutes, ..Ask::default() });
        let error = alice.say(Some(&lease), &entry).await.unwrap_err();
        assert!(error.to_string().contains("30 minutes"), "{error}");
    }
    alice.ask(&bed, &lease, &Ask::default()).await;
    let (.., again) = alice.request(&bed, &Ask::default());
    let error = alice.say(Some(&lease), &again).await.unwrap_err();
    assert!(error.to_string().contains("asked for already"), "{error}");
}

#[tokio::test]
async fn a_word_counts_once_and_is_answered_as_it_was_recorded() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let lease = alice.lease().await;
    let (request, shown) = alice.ask(&bed, &lease, &Ask::default()).await;
    let first = alice.approve(request, shown).await.unwrap();
    bed.pass(40 * MINUTE);
    let again = alice.approve(request, shown).await.unwrap();
    assert_eq!(first, again, "even when the request has expired since");
    assert_eq!(alice.store.head().await.unwrap().seq, first.seq);
    let Entry::Approve { self_approved, .. } = first.entry().unwrap() else { panic!("{first:?}") };
    assert!(self_approved, "the store says so, whatever the draft said");
}

#[tokio::test]
async fn what_was_not_shown_is_not_approved() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let lease = alice.lease().await;
    let (request, shown) = alice.ask(&bed, &lease, &Ask::default()).await;
    let error = alice.approve(request, Digest::of(b"something else")).await.unwrap_err();
    assert!(matches!(error, Error::Stale { .. }), "{error}");
    assert!(matches!(alice.approve(Ulid::new(), shown).await, Err(Error::NoSuch(_))));
    let other = bed.console(BOB).await;
    assert!(matches!(other.approve(request, shown).await, Err(Error::NoSuch(_))), "a request of another walk");
}

#[tokio::test]
async fn an_expired_request_takes_no_word() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let lease = alice.lease().await;
    let (request, shown) = alice.ask(&bed, &lease, &Ask::default()).await;
    bed.pass(30 * MINUTE);
    for error in [alice.approve(request, shown).await.unwrap_err(), alice.reject(request, shown).await.unwrap_err()] {
        assert_eq!(error.class(), Class::Refused);
        assert_eq!(
            error.to_string(),
            format!("request {request} expired 2023-11-14T22:43:20Z; plan again (key p, or `walk run`)")
        );
    }
    bed.pass(-60 * MINUTE);
    let error = alice.approve(request, shown).await;
    assert!(error.is_ok(), "nothing was recorded since, so the store's time is the host's: {error:?}");
}

#[tokio::test]
async fn a_second_person_is_another_one() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let lease = alice.lease().await;
    let (request, shown) = alice.ask(&bed, &lease, &Ask { rule: rule(1, false), ..Ask::default() }).await;
    let error = alice.approve(request, shown).await.unwrap_err();
    assert_eq!(error.to_string(), format!("needs a second person; you ({ALICE}) asked for it"));
    let bob = bed.joined(BOB, &alice).await;
    bob.approve(request, shown).await.unwrap();
    let host = bed.joined("os:1001(bob)@host loginuid=1001", &alice).await;
    let error = host.approve(request, shown).await.unwrap_err();
    assert!(matches!(error, Error::Unproven { .. }), "two users of one host prove nothing: {error}");
}

#[tokio::test]
async fn who_started_the_walk_is_no_second_person_either() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let bob = bed.joined(BOB, &alice).await;
    let lease = bob.lease().await;
    let (request, shown) = bob.ask(&bed, &lease, &Ask { rule: rule(1, false), ..Ask::default() }).await;
    assert!(matches!(alice.approve(request, shown).await, Err(Error::SecondPerson { .. })));
    assert!(matches!(bob.approve(request, shown).await, Err(Error::SecondPerson { .. })));
}

#[tokio::test]
async fn one_rejection_is_final_whichever_comes_first() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let (bob, carol) = (bed.joined(BOB, &alice).await, bed.joined(CAROL, &alice).await);
    let lease = alice.lease().await;
    let (request, shown) = alice.ask(&bed, &lease, &Ask::default()).await;
    bob.approve(request, shown).await.unwrap();
    let rejected = carol.reject(request, shown).await.unwrap();
    assert_eq!(carol.reject(request, shown).await.unwrap(), rejected);
    assert!(matches!(bob.reject(request, shown).await, Err(Error::Rejected { .. })), "it is rejected already");
    assert!(matches!(alice.approve(request, shown).await, Err(Error::Rejected { by, .. }) if by.as_str() == CAROL));
    let error = alice.say(Some(&lease), &start(request, "undo", Ulid::new())).await.unwrap_err();
    assert!(matches!(error, Error::Rejected { .. }), "{error}");
}

#[tokio::test]
async fn a_walk_that_has_ended_takes_no_word() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let lease = alice.lease().await;
    let (request, shown) = alice.ask(&bed, &lease, &Ask::default()).await;
    alice.say(None, &Entry::CancelRequested { reason: safe("it heals") }).await.unwrap();
    alice.say(Some(&lease), &Entry::Cancelled).await.unwrap();
    let stop = Entry::CancelRequested { reason: safe("again") };
    let answer = Entry::Resolved { node: safe("undo"), answer: Answer::Applied, reason: safe("seen") };
    let ended = [
        alice.approve(request, shown).await,
        alice.reject(request, shown).await,
        alice.say(None, &stop).await,
        alice.say(None, &answer).await,
    ];
    assert!(ended.iter().all(|said| matches!(said, Err(Error::Ended))), "{ended:?}");
}

#[tokio::test]
async fn a_word_that_was_decided_on_older_records_is_not_recorded() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let known = alice.store.stream(alice.walk).await.unwrap().len() as u64;
    let stop = [Draft::of(&Entry::CancelRequested { reason: safe("it heals") }).unwrap()];
    alice.say(None, &Entry::Note { text: safe("I look at it") }).await.unwrap();
    let moved = alice.store.append_after(known, alice.walk, None, &stop).await.unwrap_err();
    assert!(matches!(moved, Error::Moved) && moved.class() == Class::Refused, "{moved}");
    assert_eq!(alice.store.stream(alice.walk).await.unwrap().len() as u64, known + 1);
    alice.store.append_after(known + 1, alice.walk, None, &stop).await.unwrap();
}

#[tokio::test]
async fn a_request_that_no_table_takes_is_refused_and_not_tried_again() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let lease = alice.lease().await;
    let (.., entry) = alice.request(&bed, &Ask { rule: rule(9, true), ..Ask::default() });
    let error = alice.say(Some(&lease), &entry).await.unwrap_err();
    assert!(matches!(error, Error::Constraint(_)) && error.class() == Class::Refused, "{error}");
    let (.., mut entry) = alice.request(&bed, &Ask { rule: rule(0, true), ..Ask::default() });
    if let Entry::Requested { plan, .. } = &mut entry {
        plan.guards =
            vec![Guard { name: safe("owner"), holds: Truth::Unknown, can_acknowledge: true, message: safe("") }];
    }
    let error = alice.say(Some(&lease), &entry).await.unwrap_err();
    assert!(error.to_string().contains("a guard does not hold"), "{error}");
}

#[tokio::test]
async fn a_request_that_fell_takes_no_word() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let lease = alice.lease().await;
    let (request, shown) = alice.ask(&bed, &lease, &Ask::default()).await;
    alice.approve(request, shown).await.unwrap();
    alice.say(Some(&lease), &Entry::Stale { request, reason: safe("image a->b") }).await.unwrap();
    let bob = bed.joined(BOB, &alice).await;
    assert!(
        matches!(bob.approve(request, shown).await, Err(Error::Closed { closed, .. }) if closed.as_str() == "stale")
    );
    let error = alice.say(Some(&lease), &start(request, "undo", Ulid::new())).await.unwrap_err();
    assert!(matches!(error, Error::Closed { .. }), "{error}");
}
