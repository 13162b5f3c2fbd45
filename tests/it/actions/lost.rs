//! Replies, requests and objects that get lost: every way ends in knowing, or in asking.

use std::sync::atomic::{AtomicU8, Ordering};

use stanch::{
    adapters::actions,
    domain::{
        action::{Reply, Sight, Wish},
        workload::Kind,
    },
};

use super::shop::Shop;
use crate::support::Fate;
use crate::support::real::kubectl;

const UNDO: Wish = Wish::Undo { to: None };

#[tokio::test]
async fn a_reply_that_was_lost_is_found_by_its_marker() {
    let Some(shop) = Shop::open("a_reply_that_was_lost…", Kind::Deployment).await else { return };
    let (ready, plan) = shop.ready(&UNDO).await;
    let intent = ready.intent().clone();
    shop.relay.plan(&[Fate::LoseReply]);
    let reply = shop.send(ready).await;
    assert!(matches!(reply, Reply::Lost { .. }), "{reply:?}");
    assert_eq!(shop.relay.writes()[0].statuses, [200], "it was applied");
    let Sight::Object { marker, generation, as_desired, .. } = shop.look(&plan.spec, intent.id).await.sight else {
        panic!()
    };
    assert_eq!((marker.as_deref(), as_desired), (Some(&*intent.id.to_string()), true));
    assert!(generation > intent.generation);
    assert_eq!(shop.relay.writes().len(), 1, "nothing was sent again");
}

#[tokio::test]
async fn a_console_that_dies_while_it_waits_leaves_its_marker() {
    let Some(shop) = Shop::open("a_console_that_dies…", Kind::Deployment).await else { return };
    let (ready, plan) = shop.ready(&UNDO).await;
    let intent = ready.intent().clone();
    shop.relay.plan(&[Fate::Stall]);
    tokio::select! {
        reply = shop.send(ready) => panic!("{reply:?}"),
        () = shop.relay.answered(1) => {}
    }
    let Sight::Object { marker, .. } = shop.look(&plan.spec, intent.id).await.sight else { panic!() };
    assert_eq!(marker.as_deref(), Some(&*intent.id.to_string()));
}

#[tokio::test]
async fn a_request_that_never_came_is_fenced_and_refused_if_it_comes_later() {
    let Some(shop) = Shop::open("a_request_that_never_came…", Kind::Deployment).await else { return };
    let (ready, plan) = shop.ready(&UNDO).await;
    let intent = ready.intent().clone();
    shop.relay.plan(&[Fate::Delay]);
    assert!(matches!(shop.send(ready).await, Reply::Lost { .. }));
    let Sight::Object { marker, rv, as_desired, .. } = shop.look(&plan.spec, intent.id).await.sight else { panic!() };
    assert_eq!((marker, rv, as_desired), (None, intent.rv.clone(), false), "nothing else writes here");
    let fenced = shop.fence(&intent).await;
    assert!(matches!(fenced, Reply::Applied { .. }), "{fenced:?}");
    assert_eq!(shop.relay.deliver().await, [409], "what comes after the fence is refused");
    assert_eq!(shop.number().await, "2");
    let Sight::Object { marker, fence, .. } = shop.look(&plan.spec, intent.id).await.sight else { panic!() };
    assert_eq!((marker, fence.as_deref()), (None, Some(&*intent.id.to_string())));
    let again = shop.fence(&intent).await;
    assert_eq!(again, Reply::Conflict, "only what is as it was can be fenced");
}

#[tokio::test]
async fn an_object_that_moved_refuses_the_write_and_its_generation_tells_who_moved_it() {
    let Some(shop) = Shop::open("an_object_that_moved…", Kind::Deployment).await else { return };
    let (ready, plan) = shop.ready(&UNDO).await;
    let intent = ready.intent().clone();
    kubectl(&["label", "deployment/web", "-n", &shop.key.namespace, "moved=yes"], "");
    assert_eq!(shop.send(ready).await, Reply::Conflict);
    let Sight::Object { marker, rv, generation, .. } = shop.look(&plan.spec, intent.id).await.sight else { panic!() };
    assert_eq!((marker, generation), (None, intent.generation), "a label is not the spec: never applied");
    assert_ne!(rv, intent.rv);
}

#[tokio::test]
async fn a_request_that_comes_twice_is_applied_once() {
    let Some(shop) = Shop::open("a_request_that_comes_twice…", Kind::Deployment).await else { return };
    let (ready, plan) = shop.ready(&UNDO).await;
    let intent = ready.intent().clone();
    shop.relay.plan(&[Fate::Twice]);
    assert_eq!(shop.send(ready).await, Reply::Conflict, "the conflict is with itself");
    assert_eq!(shop.relay.writes()[0].statuses, [200, 409]);
    let Sight::Object { marker, .. } = shop.look(&plan.spec, intent.id).await.sight else { panic!() };
    assert_eq!(marker.as_deref(), Some(&*intent.id.to_string()));
}

/// F4: kubectl takes all annotations from the ReplicaSet that it goes back to, so marker and fence go.
#[tokio::test]
async fn an_undo_by_somebody_else_erases_the_marker_and_leaves_it_to_people() {
    let Some(shop) = Shop::open("an_undo_by_somebody_else…", Kind::Deployment).await else { return };
    let (ready, plan) = shop.ready(&UNDO).await;
    let intent = ready.intent().clone();
    shop.relay.plan(&[Fate::LoseRequest]);
    assert!(matches!(shop.send(ready).await, Reply::Lost { .. }));
    kubectl(&["rollout", "undo", "deployment/web", "-n", &shop.key.namespace], "");
    shop.settle().await;
    let seen = shop.look(&plan.spec, intent.id).await;
    let Sight::Object { marker, fence, marked_revision, generation, as_desired, last_writer, .. } = seen.sight else {
        panic!()
    };
    assert_eq!((marker, fence, marked_revision), (None, None, false), "nothing proves who it was");
    assert!(generation > intent.generation && as_desired);
    assert!(!last_writer.unwrap().contains("controller"), "a person did it");
    assert!(seen.live.is_some(), "a person is shown what is there");
}

#[tokio::test]
async fn a_server_that_is_busy_is_asked_again_with_the_same_bytes_and_not_for_ever() {
    let Some(shop) = Shop::open("a_server_that_is_busy…", Kind::Deployment).await else { return };
    let (ready, _) = shop.ready(&Wish::Restart).await;
    shop.relay.plan(&[Fate::Answer(429)]);
    assert!(matches!(shop.send(ready).await, Reply::Applied { .. }));
    let writes = shop.relay.writes();
    assert_eq!((writes.len(), &writes[0].body), (2, &writes[1].body));
    shop.settle().await;
    let (ready, _) = shop.ready(&Wish::Scale { replicas: 2 }).await;
    shop.relay.plan(&[Fate::Answer(429); 3]);
    let reply = shop.send(ready).await;
    assert!(
        matches!(&reply, Reply::Refused { status: 429, message } if message.contains("asks to wait 1 s")),
        "{reply:?}"
    );
    let (ready, _) = shop.ready(&Wish::Scale { replicas: 2 }).await;
    shop.relay.plan(&[Fate::Answer(429)]);
    let asked = AtomicU8::new(0);
    let lapses = || asked.fetch_add(1, Ordering::SeqCst) == 0;
    let reply = actions::send(&*shop.live, ready, &lapses).await;
    assert!(matches!(&reply, Reply::Refused { status: 429, .. }), "what may not be sent any more is not: {reply:?}");
    let (ready, _) = shop.ready(&Wish::Scale { replicas: 2 }).await;
    shop.relay.plan(&[Fate::Answer(503)]);
    assert!(matches!(shop.send(ready).await, Reply::Lost { .. }));
    assert_eq!(shop.relay.writes().len(), 7, "a 503 is not tried again");
}
