//! Leases: one console carries a walk out, and an old owner's word is known for what it is.

use std::process::Command;

use stanch::{
    adapters::store::{Error, Holder, Journal, Lease, Settings, Sqlite},
    domain::{journal::Ulid, walk::Entry},
};

use super::make::{ALICE, BOB, Bed, Console, note};
use crate::support::made::safe;

const SECOND: i64 = 1_000_000;

fn reached() -> Entry {
    Entry::Reached { node: safe("undo"), attempt: 1 }
}

#[tokio::test]
async fn a_live_lease_is_its_holders_and_tokens_rise() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let bob = bed.joined(BOB, &alice).await;
    let first = alice.lease().await;
    let Err(Error::Held { holder, until }) = bob.store.take_lease(bob.walk).await else { panic!("two owners") };
    assert_eq!((holder, until.as_microsecond()), (first.holder.clone(), first.until_us));
    alice.store.release_lease(&first).await.unwrap();
    let second = bob.lease().await;
    assert_eq!((first.token, second.token), (1, 2));
    assert!(matches!(alice.say(Some(&first), &reached()).await, Err(Error::Fenced)), "released");
    assert!(matches!(alice.store.renew_lease(&first).await, Err(Error::Fenced)));
    bob.say(Some(&second), &reached()).await.unwrap();
}

#[tokio::test]
async fn a_lease_runs_out_after_thirty_seconds_unless_it_is_renewed() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let lease = alice.lease().await;
    bed.pass(29 * SECOND);
    let lease = alice.store.renew_lease(&lease).await.unwrap();
    bed.pass(29 * SECOND);
    alice.say(Some(&lease), &reached()).await.unwrap();
    bed.pass(SECOND);
    assert!(matches!(alice.say(Some(&lease), &reached()).await, Err(Error::Fenced)));
    assert!(matches!(alice.store.renew_lease(&lease).await, Err(Error::Fenced)));
    let bob = bed.joined(BOB, &alice).await;
    assert_eq!(bob.lease().await.token, 2);
}

#[tokio::test]
async fn a_clock_that_goes_back_gives_no_lease_more_time() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let lease = alice.lease().await;
    bed.pass(31 * SECOND);
    let late = alice.store.append(alice.walk, None, &[note("later")]).await.unwrap().remove(0);
    bed.pass(-3_600 * SECOND);
    let back = alice.store.append(alice.walk, None, &[note("back")]).await.unwrap().remove(0);
    assert_eq!(back.at_us, late.at_us, "time does not go back");
    assert!(matches!(alice.say(Some(&lease), &reached()).await, Err(Error::Fenced)));
}

#[tokio::test]
async fn the_lease_of_a_process_that_ended_is_free() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let mut child = Command::new("true").spawn().unwrap();
    let pid = child.id();
    child.wait().unwrap();
    let gone = Settings { holder: Holder::local(pid, 1), ..bed.settings(BOB) };
    let dead = Console { store: Sqlite::open(gone).await.unwrap(), walk: alice.walk };
    let theirs = dead.lease().await;
    assert_eq!(alice.lease().await.token, theirs.token + 1);
    assert!(matches!(dead.say(Some(&theirs), &reached()).await, Err(Error::Fenced)));
}

#[tokio::test]
async fn a_lease_is_of_one_process_and_one_walk() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    let lease = alice.lease().await;
    let thief = Settings { holder: Holder::local(1, 1), ..bed.settings(BOB) };
    let thief = Console { store: Sqlite::open(thief).await.unwrap(), walk: alice.walk };
    assert!(matches!(thief.say(Some(&lease), &reached()).await, Err(Error::Fenced)), "shown by another process");
    let other = bed.console(ALICE).await;
    other.lease().await;
    assert!(matches!(other.say(Some(&lease), &reached()).await, Err(Error::Fenced)), "of another walk");
    let forged = Lease { token: lease.token + 1, ..lease };
    assert!(matches!(alice.say(Some(&forged), &reached()).await, Err(Error::Fenced)));
    assert!(matches!(alice.store.take_lease(Ulid::new()).await, Err(Error::NoSuch(_))));
}

#[tokio::test]
async fn what_a_walk_does_needs_a_lease_and_what_people_say_does_not() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    for entry in [reached(), Entry::Cancelled, Entry::IntentSent { intent: Ulid::new() }] {
        assert!(matches!(alice.say(None, &entry).await, Err(Error::NeedsLease { .. })), "{entry:?}");
    }
    let said = [
        Entry::Note { text: safe("rev 40 was fine") },
        Entry::CancelRequested { reason: safe("enough") },
        Entry::Resolved { node: safe("q"), answer: stanch::domain::walk::Answer::Applied, reason: safe("yes") },
    ];
    for entry in said {
        alice.say(None, &entry).await.unwrap();
    }
    let lease = alice.lease().await;
    let forged = Entry::LeaseTaken { token: 9, holder: safe("me") };
    for lease in [None, Some(&lease)] {
        assert!(matches!(alice.say(lease, &forged).await, Err(Error::Misplaced { .. })));
    }
}
