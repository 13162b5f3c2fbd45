//! `ops::board`: completeness, order, outcome, JSON.

use std::{collections::BTreeSet, time::Duration};

use stanch::{
    adapters::world::World,
    domain::cluster::{Cluster, Gap, Link, Scope, Source},
    ops::board::{Document, Outcome, Snapshot, snapshot},
};

use super::shop::{board, details, follow, shop};
use crate::support::{
    Fake,
    made::{cluster, lists, live, now, safe},
};

const AMPLE: Duration = Duration::from_secs(10);

async fn look(world: &World, scope: &Scope) -> Snapshot {
    snapshot(follow(world, scope, AMPLE), board()).await
}

fn busy(cluster: &Cluster, source: Source) -> Fake {
    let (well, bad) = shop(cluster);
    let changes = lists(cluster, source, &[well, bad.clone()]);
    Fake::new(cluster.clone(), changes).detailing(move |wanted| details(wanted, &bad))
}

#[tokio::test]
async fn a_snapshot_waits_for_the_details_of_what_is_bad() {
    let world = busy(&cluster(0, "eu"), live()).world();
    let found = look(&world, &Scope::All).await;
    assert!(found.complete);
    assert_eq!(found.outcome, Outcome::Bad);
    let document = Document::of(&found.board, now());
    let names: Vec<_> = document.rollouts.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["checkout", "gateway"], "worst first");
    let bad = &document.rollouts[0];
    assert_eq!((bad.exit_code, bad.container.as_deref()), (Some(1), Some("app")));
    assert!(bad.why.as_ref().unwrap().contains("STRIPE_API_KEY is not set"), "{:?}", bad.why);
}

#[tokio::test]
async fn all_well_is_0_only_if_everything_was_seen() {
    let cluster = cluster(0, "eu");
    let (well, _) = shop(&cluster);
    let outcome = async |source: Source, scope: Scope| {
        let world = Fake::new(cluster.clone(), lists(&cluster, source, std::slice::from_ref(&well))).world();
        look(&world, &scope).await.outcome
    };
    assert_eq!(outcome(live(), Scope::All).await, Outcome::Well);
    let gap = |resource: &str| Gap {
        verb: safe("list"),
        resource: safe(resource),
        namespace: None,
        message: safe("cannot list"),
    };
    let with = |resource| Source { gaps: vec![gap(resource)], ..live() };
    assert_eq!(outcome(with("daemonsets"), Scope::All).await, Outcome::Unknown);
    assert_eq!(outcome(with("nodes"), Scope::All).await, Outcome::Well, "nodes hide no rollout");
    assert_eq!(outcome(Source { link: Link::Denied, ..live() }, Scope::All).await, Outcome::Unknown);
    assert_eq!(outcome(Source { link: Link::Offline, answered: None, ..live() }, Scope::All).await, Outcome::Silence);
}

#[tokio::test]
async fn what_never_comes_ends_with_the_limit_and_is_not_well() {
    let cluster = cluster(0, "eu");
    let mut changes = lists(&cluster, live(), &[shop(&cluster).0]);
    changes.pop();
    let world = Fake::new(cluster, changes).world();
    let found = snapshot(follow(&world, &Scope::All, Duration::from_millis(20)), board()).await;
    assert_eq!((found.complete, found.outcome), (false, Outcome::Unknown));
}

#[tokio::test]
async fn one_dead_cluster_of_two_is_a_source_row_and_unknown() {
    let (eu, us) = (cluster(0, "eu"), cluster(1, "us"));
    let alive = Fake::new(eu.clone(), lists(&eu, live(), &[shop(&eu).0]));
    let gone = Source { link: Link::Offline, message: Some(safe("connection refused")), ..Source::default() };
    let dead = Fake::new(us, vec![stanch::domain::watch::Change::Source(gone)]);
    let world = World { clusters: vec![std::sync::Arc::new(alive), std::sync::Arc::new(dead)] };
    let found = look(&world, &Scope::All).await;
    assert_eq!(found.outcome, Outcome::Unknown);
    let sources = Document::of(&found.board, now()).sources;
    let said: Vec<_> = sources.iter().map(|one| (one.cluster.as_str(), one.age_s, one.message.as_deref())).collect();
    assert_eq!(said, [("eu", Some(1), None), ("us", None, Some("connection refused"))]);
}

#[tokio::test]
async fn the_json_has_exactly_its_keys_and_absent_things_are_null() {
    let world = busy(&cluster(0, "eu"), live()).world();
    let found = look(&world, &Scope::All).await;
    let json = serde_json::to_value(Document::of(&found.board, now())).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let of = |words: &str| words.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(keys(&json), of("version time sources rollouts"));
    assert_eq!(keys(&json["sources"][0]), of("cluster context state age_s message"));
    let rollout = "cluster namespace kind name revision ready desired updated image state early rule why since changed \
                   pod container exit_code owner";
    assert_eq!(keys(&json["rollouts"][0]), of(rollout));
    assert_eq!(json["time"], "2026-01-01T03:12:07Z");
    assert_eq!(json["sources"][0]["state"], "live");
    let (bad, well) = (&json["rollouts"][0], &json["rollouts"][1]);
    assert_eq!((&bad["state"], &bad["kind"], &bad["cluster"]), (&"failed".into(), &"Deployment".into(), &"eu".into()));
    for absent in ["why", "pod", "container", "exit_code", "owner"] {
        assert!(well[absent].is_null(), "{absent}: {well}");
    }
}
