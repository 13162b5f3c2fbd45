use serde_json::{Value, json};

use super::annotations::{HISTORY, REVISION};
use crate::drill::{
    engine::{
        bench::{Bench, condition, image, workload},
        fields::{Fields, put},
        pods,
    },
    object::Key,
};

fn deployment(bench: &mut Bench, first: &str, replicas: i64, more: &Value) -> Key {
    let key = bench.put(workload("Deployment", first, replicas, more));
    bench.step(20.0);
    key
}

fn counts(bench: &Bench, key: &Key) -> [i64; 5] {
    let value = bench.get(key);
    ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas"]
        .map(|name| value.at("status").count(name))
}

fn revision(value: &Value) -> &str {
    value.entry("metadata.annotations", REVISION).as_str().unwrap_or_default()
}

#[test]
fn a_rollout_never_has_more_or_fewer_pods_than_it_may() {
    for (surge, unavailable, most, least) in
        [("25%", "25%", 5, 3), ("1", "0", 5, 4), ("0", "50%", 4, 2), ("100%", "0%", 8, 4)]
    {
        let mut bench = Bench::new();
        let bound = |text: &str| text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from);
        let strategy = json!({"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": bound(surge), "maxUnavailable": bound(unavailable)}}});
        let key = deployment(&mut bench, "shop/api:1", 4, &strategy);
        assert_eq!(counts(&bench, &key), [4, 4, 4, 4, 0]);
        bench.change(&key, |value| image(value, "shop/slow:2"));
        let mut steps = 0;
        while bench.pods("shop/slow:2").len() != 4 || counts(&bench, &key) != [4, 4, 4, 4, 0] {
            bench.step(0.05);
            let pods = bench.all("Pod");
            let active = pods.iter().filter(|pod| pods::active(pod)).count();
            let ready = pods.iter().filter(|pod| pods::active(pod) && pods::ready(pod)).count();
            assert!(active <= most, "{surge}/{unavailable}: {active} pods");
            assert!(ready >= least, "{surge}/{unavailable}: {ready} ready");
            steps += 1;
            assert!(steps < 6000, "{surge}/{unavailable}: it does not come to an end");
        }
        bench.step(10.0);
        assert_eq!(bench.all("Pod").len(), 4);
        let value = bench.get(&key);
        let set = bench.all("ReplicaSet").into_iter().find(|set| set.count("spec.replicas") == 4).unwrap();
        let message = format!("ReplicaSet \"{}\" has successfully progressed.", set.text("metadata.name"));
        assert_eq!(condition(&value, "Progressing"), ("True".into(), "NewReplicaSetAvailable".into(), message));
        assert_eq!(condition(&value, "Available").1, "MinimumReplicasAvailable");
        assert_eq!(value.count("status.observedGeneration"), 2);
        assert_eq!((revision(&value), revision(&set)), ("2", "2"));
    }
}

#[test]
fn a_client_can_see_that_a_change_was_not_observed_yet() {
    let mut bench = Bench::new();
    let key = deployment(&mut bench, "shop/api:1", 2, &json!({}));
    bench.change(&key, |value| image(value, "shop/api:2"));
    bench.step(0.005);
    assert_eq!(bench.get(&key).count("status.observedGeneration"), 1);
    bench.step(0.1);
    assert_eq!(bench.get(&key).count("status.observedGeneration"), 2);
}

#[test]
fn what_crashes_stops_the_rollout_and_the_deadline_says_so() {
    let mut bench = Bench::new();
    let key = deployment(&mut bench, "shop/api:1", 3, &json!({"progressDeadlineSeconds": 60}));
    bench.change(&key, |value| image(value, "shop/never:2"));
    bench.step(40.0);
    assert_eq!(counts(&bench, &key), [4, 1, 3, 3, 1]);
    assert_eq!(condition(&bench.get(&key), "Progressing").1, "ReplicaSetUpdated");
    bench.step(60.0);
    let set = bench.all("ReplicaSet").into_iter().find(|set| revision(set) == "2").unwrap();
    let message = format!("ReplicaSet \"{}\" has timed out progressing.", set.text("metadata.name"));
    assert_eq!(
        condition(&bench.get(&key), "Progressing"),
        ("False".into(), "ProgressDeadlineExceeded".into(), message)
    );

    // The template of before comes back: its ReplicaSet does, under a new revision, and remembers the old one.
    bench.change(&key, |value| image(value, "shop/api:1"));
    bench.step(30.0);
    assert_eq!(counts(&bench, &key), [3, 3, 3, 3, 0]);
    let sets = bench.all("ReplicaSet");
    assert_eq!(sets.len(), 2);
    let back = sets.iter().find(|set| revision(set) == "3").unwrap();
    assert_eq!(back.entry("metadata.annotations", HISTORY), "1");
    assert_eq!(condition(&bench.get(&key), "Progressing").1, "NewReplicaSetAvailable");
}

#[test]
fn a_paused_deployment_scales_and_does_not_roll() {
    let mut bench = Bench::new();
    let key = deployment(&mut bench, "shop/api:1", 2, &json!({}));
    bench.change(&key, |value| put(value, "spec.paused", true));
    bench.change(&key, |value| image(value, "shop/api:2"));
    bench.change(&key, |value| put(value, "spec.replicas", 4));
    bench.step(20.0);
    assert_eq!((bench.pods("shop/api:1").len(), bench.pods("shop/api:2").len()), (4, 0));
    assert_eq!(
        condition(&bench.get(&key), "Progressing"),
        ("Unknown".into(), "DeploymentPaused".into(), "Deployment is paused".into())
    );
    assert_eq!(bench.get(&key).count("status.updatedReplicas"), 0);
    bench.change(&key, |value| put(value, "spec.paused", false));
    bench.step(60.0);
    assert_eq!((bench.pods("shop/api:1").len(), bench.pods("shop/api:2").len()), (0, 4));
    assert_eq!(condition(&bench.get(&key), "Progressing").1, "NewReplicaSetAvailable");
}

#[test]
fn recreate_waits_until_the_last_old_pod_is_gone() {
    let mut bench = Bench::new();
    let key = deployment(&mut bench, "shop/api:1", 3, &json!({"strategy": {"type": "Recreate"}}));
    bench.change(&key, |value| image(value, "shop/api:2"));
    for _ in 0..400 {
        bench.step(0.05);
        assert!(bench.pods("shop/api:1").is_empty() || bench.pods("shop/api:2").is_empty());
    }
    assert_eq!(counts(&bench, &key), [3, 3, 3, 3, 0]);
}

#[test]
fn scaling_amid_a_rollout_is_shared_out_in_proportion() {
    let mut bench = Bench::new();
    let key = deployment(&mut bench, "shop/api:1", 8, &json!({}));
    bench.change(&key, |value| image(value, "shop/never:2"));
    bench.step(30.0);
    let sizes = |bench: &Bench| {
        let mut sizes: Vec<_> =
            bench.all("ReplicaSet").iter().map(|set| (revision(set).to_owned(), set.count("spec.replicas"))).collect();
        sizes.sort();
        sizes
    };
    assert_eq!(sizes(&bench), [("1".into(), 6), ("2".into(), 4)]);
    bench.change(&key, |value| put(value, "spec.replicas", 16));
    bench.step(30.0);
    assert_eq!(sizes(&bench), [("1".into(), 12), ("2".into(), 8)]);
}

#[test]
fn annotations_are_copied_and_history_is_limited() {
    let mut bench = Bench::new();
    let key = deployment(&mut bench, "shop/api:1", 1, &json!({"revisionHistoryLimit": 2}));
    for tag in 2..7 {
        bench.change(&key, |value| {
            image(value, &format!("shop/api:{tag}"));
            put(
                value,
                "metadata.annotations",
                json!({"kubernetes.io/change-cause": format!("tag {tag}"), REVISION: (tag - 1).to_string()}),
            );
        });
        bench.step(30.0);
    }
    let mut sets: Vec<_> = bench
        .all("ReplicaSet")
        .iter()
        .map(|set| (revision(set).to_owned(), set.entry("metadata.annotations", "kubernetes.io/change-cause").clone()))
        .collect();
    sets.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(
        sets,
        [("4".to_owned(), json!("tag 4")), ("5".to_owned(), json!("tag 5")), ("6".to_owned(), json!("tag 6"))]
    );
}

#[test]
fn a_name_that_is_taken_is_counted_as_a_collision() {
    let mut bench = Bench::new();
    let template = workload("Deployment", "shop/api:1", 1, &json!({}))["spec"]["template"].clone();
    let name = format!("api-{}", crate::drill::engine::template::hash(&template, 0));
    bench.put(json!({"kind": "ReplicaSet", "metadata": {"name": name}, "spec": {"replicas": 0, "selector": {"matchLabels": {"app": "x"}},
        "template": {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": []}}}}));
    let key = deployment(&mut bench, "shop/api:1", 1, &json!({}));
    let value = bench.get(&key);
    assert_eq!((value.count("status.collisionCount"), value.count("status.readyReplicas")), (1, 1));
    assert_eq!(bench.all("ReplicaSet").len(), 2);
}

#[test]
fn pods_are_available_after_their_min_ready_seconds() {
    let mut bench = Bench::new();
    let key = deployment(&mut bench, "shop/api:1", 2, &json!({"minReadySeconds": 60}));
    assert_eq!(counts(&bench, &key), [2, 2, 2, 0, 2]);
    bench.step(60.0);
    assert_eq!(counts(&bench, &key), [2, 2, 2, 2, 0]);
}
