//! What is refused before anybody is asked, and approvals that fall.

use stanch::{
    adapters::{
        actions::{self, Scene, Stop},
        cluster::{Settings, effects::Effects, pin},
    },
    domain::{
        action::{Refusal, Wish},
        cluster::ClusterNo,
        journal::Ulid,
        workload::{Key, Kind},
    },
};

use super::shop::{Shop, approved};
use crate::support::made::safe;
use crate::support::real::{kubeconfig, kubectl};

const UNDO: Wish = Wish::Undo { to: None };

#[tokio::test]
async fn a_right_that_is_missing_is_named_before_any_gate() {
    let test = "a_right_that_is_missing_is_named_before_any_gate";
    let Some(file) = kubeconfig(test).map(|file| file.with_file_name("viewer.kubeconfig")) else { return };
    if !file.exists() {
        eprintln!("SKIPPED {test}: no viewer.kubeconfig beside STANCH_TEST_KUBECONFIG");
        return;
    }
    let settings = Settings { kubeconfigs: vec![file], ..Settings::default() };
    let live = pin(&settings, ClusterNo(0)).unwrap().0.remove(0);
    // A viewer of one namespace cannot read kube-system.
    let cluster = live.identity().await.unwrap();
    assert!(cluster.starts_with("sha256:"), "{cluster}");
    let key = Key { cluster: ClusterNo(0), namespace: safe("shop"), kind: Kind::Deployment, name: safe("web") };
    let scene = Scene { effects: &*live, key: &key, cluster: &cluster, now: jiff::Timestamp::now() };
    let refusal = actions::plan(&scene, &UNDO).await.unwrap_err();
    let Refusal::Denied { verb, resource, message } = refusal else { panic!("{refusal:?}") };
    assert_eq!((verb.as_str(), resource.as_str()), ("patch", "deployments"));
    assert!(message.contains("kubectl auth can-i patch deployments -n shop"), "{message}");
}

#[tokio::test]
async fn an_approval_falls_when_the_target_moves() {
    let Some(shop) = Shop::open("an_approval_falls_when_the_target_moves", Kind::Deployment).await else { return };
    let planned = shop.plan(&UNDO).await.unwrap();
    let env = ["set", "env", "deployment/web", "VERSION=3", "-n"];
    kubectl(&[&env[..], &[shop.key.namespace.as_str()]].concat(), "");
    let refused = shop.begin(&planned).await.unwrap_err();
    assert_eq!(refused, Stop::Moved);
    shop.settle().await;
    let planned = shop.plan(&UNDO).await.unwrap();
    kubectl(&["rollout", "undo", "deployment/web", "-n", &shop.key.namespace], "");
    let refused = shop.begin(&planned).await.unwrap_err();
    assert!(matches!(&refused, Stop::Refused(Refusal::NoChange { .. })), "{refused:?}");
    assert_eq!(shop.relay.writes().len(), 0);
}

#[tokio::test]
async fn a_target_that_was_replaced_or_a_cluster_that_is_another_gets_nothing() {
    let Some(shop) = Shop::open("a_target_that_was_replaced…", Kind::Deployment).await else { return };
    let wish = Wish::Scale { replicas: 2 };
    let planned = shop.plan(&wish).await.unwrap();
    let other = safe("another-cluster");
    let scene = Scene { cluster: &other, ..shop.scene() };
    let refused = actions::begin(&scene, approved(&planned.plan), &planned, Ulid::new()).await.unwrap_err();
    assert!(
        matches!(&refused, Stop::Refused(Refusal::Impossible { message }) if message.contains("another cluster")),
        "{refused:?}"
    );
    let mut elsewhere = planned.clone();
    elsewhere.plan.target.uid = safe("uid-before-it-was-deleted");
    let refused = shop.begin(&elsewhere).await.unwrap_err();
    assert_eq!(refused, Stop::Stale { reason: safe("target was replaced (uid changed)") });
    let refused = actions::begin(&shop.scene(), approved(&elsewhere.plan), &planned, Ulid::new()).await.unwrap_err();
    assert_eq!(refused, Stop::Stale { reason: safe("what was approved is another action") });
    assert_eq!(shop.relay.writes().len(), 0);
}
