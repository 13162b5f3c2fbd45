//! Effects: begun once, approved, in time, on a target that nobody else works on.

use stanch::{
    adapters::store::{Address, Error, Journal, Sqlite},
    domain::{
        Truth,
        journal::{Draft, Subject, Ulid},
        walk::{Answer, Entry, Failure, Proof},
    },
};

use super::make::{ALICE, Ask, BOB, Bed, CAROL, Console, MINUTE, rule, start, started};
use crate::support::made::safe;

/// A console whose walk has an approved request.
async fn approved(bed: &Bed, actor: &str, ask: &Ask) -> (Console, stanch::adapters::store::Lease, Ulid) {
    let console = bed.console(actor).await;
    let lease = console.lease().await;
    let (request, shown) = console.ask(bed, &lease, ask).await;
    console.approve(request, shown).await.unwrap();
    (console, lease, request)
}

#[tokio::test]
async fn nothing_begins_without_its_quorum() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let (bob, carol) = (bed.joined(BOB, &alice).await, bed.joined(CAROL, &alice).await);
    let lease = alice.lease().await;
    let (request, shown) = alice.ask(&bed, &lease, &Ask { rule: rule(2, false), ..Ask::default() }).await;
    let begin = start(request, "undo", Ulid::new());
    for have in 0..2 {
        let error = alice.say(Some(&lease), &begin).await.unwrap_err();
        assert!(matches!(error, Error::NotApproved { have: had, need: 2, .. } if had == have), "{error}");
        let voter = if have == 0 { &bob } else { &carol };
        voter.approve(request, shown).await.unwrap();
        voter.approve(request, shown).await.unwrap();
    }
    assert!(matches!(alice.say(None, &begin).await, Err(Error::NeedsLease { .. })));
    alice.say(Some(&lease), &begin).await.unwrap();
}

#[tokio::test]
async fn an_approval_is_usable_for_ten_minutes() {
    let bed = Bed::new();
    let (alice, _, request) = approved(&bed, ALICE, &Ask::default()).await;
    bed.pass(10 * MINUTE);
    let lease = alice.lease().await;
    let error = alice.say(Some(&lease), &start(request, "undo", Ulid::new())).await.unwrap_err();
    assert!(matches!(error, Error::Expired { .. }), "{error}");
}

#[tokio::test]
async fn an_approval_is_usable_no_longer_than_people_were_told() {
    let bed = Bed::new();
    let (alice, lease, request) = approved(&bed, ALICE, &Ask { minutes: 1, ..Ask::default() }).await;
    bed.pass(MINUTE);
    let lease = if lease.until_us > bed.now().as_microsecond() { lease } else { alice.lease().await };
    let error = alice.say(Some(&lease), &start(request, "undo", Ulid::new())).await.unwrap_err();
    assert!(matches!(error, Error::Expired { .. }), "{error}");
}

#[tokio::test]
async fn nothing_begins_once_somebody_stopped_the_walk() {
    let bed = Bed::new();
    let (alice, lease, request) = approved(&bed, ALICE, &Ask::default()).await;
    alice.say(None, &Entry::CancelRequested { reason: safe("it heals") }).await.unwrap();
    let error = alice.say(Some(&lease), &start(request, "undo", Ulid::new())).await.unwrap_err();
    assert!(matches!(error, Error::Cancelling), "{error}");
    assert!(alice.store.open_intents().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_same_intent_again_is_recorded_already_and_another_one_is_not() {
    let bed = Bed::new();
    let (alice, lease, request) = approved(&bed, ALICE, &Ask::default()).await;
    let id = Ulid::new();
    let first = alice.say(Some(&lease), &start(request, "undo", id)).await.unwrap();
    assert_eq!(alice.say(Some(&lease), &start(request, "undo", id)).await.unwrap(), first);
    let Entry::IntentStarted { node, attempt, mut intent, .. } = start(request, "undo", id) else { unreachable!() };
    intent.rv = safe("18");
    let other = Entry::IntentStarted { request, node, attempt, intent };
    assert!(matches!(alice.say(Some(&lease), &other).await, Err(Error::Contradiction(_))));
    let error = alice.say(Some(&lease), &start(request, "undo", Ulid::new())).await.unwrap_err();
    assert!(matches!(error, Error::Closed { closed, .. } if closed.as_str() == "used"), "an approval is used once");
}

#[tokio::test]
async fn what_was_approved_is_what_begins() {
    let bed = Bed::new();
    let (alice, lease, request) = approved(&bed, ALICE, &Ask::default()).await;
    let error = alice.say(Some(&lease), &start(request, "restart", Ulid::new())).await.unwrap_err();
    assert!(error.to_string().contains("node differs"), "{error}");
    let Entry::IntentStarted { node, attempt, mut intent, .. } = start(request, "undo", Ulid::new()) else {
        unreachable!()
    };
    intent.uid = safe("uid-10");
    let error = alice.say(Some(&lease), &Entry::IntentStarted { request, node, attempt, intent }).await.unwrap_err();
    assert!(error.to_string().contains("uid differs"), "{error}");
}

#[tokio::test]
async fn a_target_has_one_open_effect_across_all_walks() {
    let bed = Bed::new();
    let (alice, lease, request) = approved(&bed, ALICE, &Ask::default()).await;
    let (bob, other, theirs) = approved(&bed, BOB, &Ask::default()).await;
    let intent = Ulid::new();
    alice.say(Some(&lease), &start(request, "undo", intent)).await.unwrap();
    let begin = start(theirs, "undo", Ulid::new());
    for end in [None, Some(Entry::IntentUnknown { intent, reason: safe("no reply") })] {
        if let Some(end) = end {
            alice.say(Some(&lease), &end).await.unwrap();
        }
        let error = bob.say(Some(&other), &begin).await.unwrap_err();
        assert!(matches!(error, Error::Occupied { intent: open, .. } if open == intent), "{error}");
    }
    let open = bob.store.open_intents().await.unwrap();
    assert_eq!(
        open.iter().map(|open| (open.alias.to_string(), open.unknown)).collect::<Vec<_>>(),
        [("W-1".into(), true)]
    );
    let done = Entry::IntentSucceeded { intent, how: Proof::Marker };
    alice.say(Some(&lease), &done).await.unwrap();
    assert!(matches!(alice.say(Some(&lease), &done).await, Err(Error::IntentEnded(_))), "it ended");
    bob.say(Some(&other), &begin).await.unwrap();
}

#[tokio::test]
async fn a_fence_frees_the_target_and_only_failure_follows() {
    let bed = Bed::new();
    let (alice, lease, request) = approved(&bed, ALICE, &Ask::default()).await;
    let intent = Ulid::new();
    alice.say(Some(&lease), &start(request, "undo", intent)).await.unwrap();
    alice.say(Some(&lease), &Entry::IntentFenced { intent }).await.unwrap();
    let error = alice.say(Some(&lease), &Entry::IntentSucceeded { intent, how: Proof::Replied }).await;
    assert!(matches!(error, Err(Error::IntentEnded(_))));
    let failed = Entry::IntentFailed { intent, how: Failure::NotApplied { message: safe("fenced") } };
    alice.say(Some(&lease), &failed).await.unwrap();
    assert!(alice.store.open_intents().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_person_ends_what_is_unknown_and_nothing_else() {
    let bed = Bed::new();
    let (alice, lease, request) = approved(&bed, ALICE, &Ask::default()).await;
    let intent = Ulid::new();
    alice.say(Some(&lease), &start(request, "undo", intent)).await.unwrap();
    let answer = Entry::Resolved { node: safe("undo"), answer: Answer::NotApplied, reason: safe("I looked") };
    assert!(matches!(alice.say(None, &answer).await, Err(Error::Unresolved)), "its owner is still finding out");
    let end = Entry::Completed { outcome: stanch::domain::strategy::Outcome::Recovered, say: safe("done") };
    assert!(matches!(alice.say(Some(&lease), &end).await, Err(Error::Unresolved)));
    alice.say(Some(&lease), &Entry::IntentUnknown { intent, reason: safe("lost") }).await.unwrap();
    alice.say(None, &answer).await.unwrap();
    assert!(matches!(alice.say(None, &answer).await, Err(Error::IntentEnded(_))));
    alice.say(Some(&lease), &end).await.unwrap();
    let (.., more) = alice.request(&bed, &Ask { node: "scale", ..Ask::default() });
    assert!(matches!(alice.say(Some(&lease), &more).await, Err(Error::Ended)));
}

#[tokio::test]
async fn a_store_that_may_be_lost_takes_no_effects() {
    let bed = Bed::new();
    let settings = || stanch::adapters::store::Settings { address: Address::Memory, ..bed.settings(ALICE) };
    for (drill, durable) in [(false, Truth::No), (true, Truth::Yes)] {
        let store = Sqlite::open(stanch::adapters::store::Settings { drill, ..settings() }).await.unwrap();
        assert_eq!(store.facts().durable, durable);
        let (_, walk, _) = store.open_stream(Subject::Walk, &[started()]).await.unwrap();
        let console = Console { store, walk };
        let lease = console.lease().await;
        let (request, shown) = console.ask(&bed, &lease, &Ask::default()).await;
        console.approve(request, shown).await.unwrap();
        let begun = console.say(Some(&lease), &start(request, "undo", Ulid::new())).await;
        assert_eq!(begun.is_ok(), drill, "{begun:?}");
        if let Err(error) = begun {
            assert_eq!(error.to_string(), "no actions on this store: ephemeral: gone when stanch ends");
        }
    }
}

#[tokio::test]
async fn projections_are_what_the_log_says() {
    let bed = Bed::new();
    let (alice, lease, request) = approved(&bed, ALICE, &Ask::default()).await;
    let (bob, other, theirs) = approved(&bed, BOB, &Ask { target: "cart", ..Ask::default() }).await;
    let (mine, lost) = (Ulid::new(), Ulid::new());
    alice.say(Some(&lease), &start(request, "undo", mine)).await.unwrap();
    alice.say(Some(&lease), &Entry::IntentSucceeded { intent: mine, how: Proof::Replied }).await.unwrap();
    bob.say(Some(&other), &start(theirs, "undo", lost)).await.unwrap();
    bob.say(Some(&other), &Entry::IntentUnknown { intent: lost, reason: safe("lost") }).await.unwrap();
    let (late, shown) = alice.ask(&bed, &lease, &Ask { node: "scale", ..Ask::default() }).await;
    bob.joined_reject(&bed, &alice, late, shown).await;
    alice.store.release_lease(&lease).await.unwrap();
    alice.store.open_stream(Subject::Walk, &[started()]).await.unwrap();
    let before = super::log::dump(&bed.path()).await;
    alice.store.rebuild().await.unwrap();
    assert_eq!(super::log::dump(&bed.path()).await, before);
    assert!(before.iter().any(|row| row.contains("unknown")), "{before:#?}");
    let resent = bob.store.append(bob.walk, Some(&other), &[Draft::of(&start(theirs, "undo", lost)).unwrap()]).await;
    assert!(resent.is_ok(), "and it is gone on with: {resent:?}");
}

impl Console {
    async fn joined_reject(&self, bed: &Bed, other: &Self, request: Ulid, shown: stanch::domain::digest::Digest) {
        bed.joined(&self.store.facts().actor, other).await.reject(request, shown).await.unwrap();
    }
}
