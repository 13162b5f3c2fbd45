//! Every kind of action, done once.

use serde_json::Value;
use stanch::{
    adapters::actions::diff,
    domain::{
        Truth,
        action::{ActionSpec, Refusal, Reply, Sight, Wish},
        text::Safe,
        workload::Kind,
    },
};

use super::shop::Shop;
use crate::support::made::safe;
use crate::support::real::kubectl;

async fn once(shop: &Shop, wish: &Wish) -> ActionSpec {
    let before = shop.object().await;
    let planned = shop.plan(wish).await.unwrap();
    assert_eq!(shop.object().await, before, "a plan changes nothing");
    assert!(planned.plan.guards.iter().any(|guard| *guard.name == *"rights" && guard.holds == Truth::Yes));
    let (ready, plan) = shop.ready(wish).await;
    assert_eq!(shop.relay.writes().len(), 0, "nothing is sent before it is recorded");
    let intent = ready.intent().clone();
    let reply = shop.send(ready).await;
    assert!(matches!(&reply, Reply::Applied { rv, .. } if *rv != intent.rv), "{reply:?}");
    let Sight::Object { marker, as_desired, .. } = shop.look(&plan.spec, intent.id).await.sight else { panic!("gone") };
    assert_eq!((marker.as_deref(), as_desired), (Some(&*intent.id.to_string()), true));
    let writes = shop.relay.writes();
    assert_eq!(writes.len(), 1);
    assert!(writes[0].path.ends_with("?fieldManager=stanch&fieldValidation=Strict"), "{}", writes[0].path);
    plan.spec
}

#[tokio::test]
async fn an_undo_is_shown_done_once_and_uses_the_old_replica_set_again() {
    let Some(shop) = Shop::open("an_undo_is_shown…", Kind::Deployment).await else { return };
    let planned = shop.plan(&Wish::Undo { to: None }).await.unwrap();
    let lines = diff(&planned.before, &planned.after).unwrap();
    let is_change = |line: &&str| line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---");
    let changed = lines.iter().map(Safe::as_str).filter(is_change).map(|line| line.replace(' ', ""));
    let changed: Vec<_> = changed.collect();
    assert_eq!(changed, ["-value:\"2\"", "+value:\"1\""], "{lines:#?}");
    once(&shop, &Wish::Undo { to: None }).await;
    assert_eq!(shop.number().await, "1");
    shop.settle().await;
    let sets = kubectl(&["get", "rs", "-n", &shop.key.namespace, "-o", "name"], "");
    assert_eq!(sets.lines().count(), 2, "the old ReplicaSet is used again: {sets}");
}

#[tokio::test]
async fn a_restart_a_scaling_and_an_annotation_are_done_once() {
    let Some(shop) = Shop::open("a_restart_a_scaling…", Kind::Deployment).await else { return };
    for (done, wish) in [
        Wish::Restart,
        Wish::Scale { replicas: 2 },
        Wish::Annotate { key: safe("example.com/incident"), value: safe("INC-1") },
    ]
    .into_iter()
    .enumerate()
    {
        let (ready, plan) = shop.ready(&wish).await;
        let reply = shop.send(ready).await;
        assert!(matches!(reply, Reply::Applied { .. }), "{reply:?}");
        assert_eq!(shop.relay.writes().len(), done + 1);
        shop.settle().await;
        if plan.spec.name() != "restart" {
            let again = shop.plan(&wish).await;
            assert!(matches!(again, Err(Refusal::NoChange { .. })), "{again:?}");
        }
    }
    let object = shop.object().await;
    assert_eq!(object.pointer("/spec/replicas").and_then(Value::as_u64), Some(2));
}

#[tokio::test]
async fn a_stateful_set_and_a_daemon_set_are_undone_from_their_controller_revisions() {
    for kind in [Kind::StatefulSet, Kind::DaemonSet] {
        let Some(shop) = Shop::open("a_stateful_set_and_a_daemon_set…", kind).await else { return };
        let spec = once(&shop, &Wish::Undo { to: None }).await;
        assert!(matches!(spec, ActionSpec::Undo { revision, .. } if *revision == *"1"));
        assert_eq!(shop.number().await, "1", "{kind:?}");
        shop.settle().await;
    }
}
