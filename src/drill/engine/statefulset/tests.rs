use serde_json::{Value, json};

use crate::drill::{
    engine::{
        bench::{Bench, image, workload},
        fields::{Fields, put},
        pods,
    },
    object::Key,
};

fn set(bench: &mut Bench, more: &Value) -> Key {
    let mut value = workload("StatefulSet", "shop/api:1", 3, more);
    put(&mut value, "spec.serviceName", "api");
    let key = bench.put(value);
    bench.step(40.0);
    key
}

fn tags(bench: &Bench) -> Vec<String> {
    bench.all("Pod").iter().map(|pod| pod.items("spec.containers")[0].text("image").to_owned()).collect()
}

fn status(bench: &Bench, key: &Key) -> Value {
    bench.get(key)["status"].clone()
}

#[test]
fn pods_come_one_after_the_other_and_go_the_other_way_round() {
    let mut bench = Bench::new();
    let key = bench.put(workload("StatefulSet", "shop/api:1", 3, &json!({})));
    for _ in 0..400 {
        bench.step(0.1);
        let all = bench.all("Pod");
        let unready = all.iter().filter(|pod| !pods::ready(pod)).count();
        assert!(unready <= 1, "one at a time");
    }
    let names: Vec<String> = bench.all("Pod").iter().map(|pod| pod.text("metadata.name").to_owned()).collect();
    assert_eq!(names, ["api-0", "api-1", "api-2"]);
    assert_eq!(bench.all("Pod")[1].entry("metadata.labels", "apps.kubernetes.io/pod-index"), "1");
    let said = bench.events("SuccessfulCreate");
    assert_eq!(said[0].1, "create Pod api-0 in StatefulSet api successful");
    bench.change(&key, |value| put(value, "spec.replicas", 1));
    bench.step(20.0);
    assert_eq!(bench.all("Pod").len(), 1);
    assert_eq!(status(&bench, &key).count("availableReplicas"), 1);
}

#[test]
fn a_rollout_goes_from_the_last_to_the_first() {
    let mut bench = Bench::new();
    let key = set(&mut bench, &json!({}));
    let before = status(&bench, &key);
    assert_eq!((before.count("currentReplicas"), before.count("updatedReplicas")), (3, 3));
    bench.change(&key, |value| image(value, "shop/api:2"));
    bench.step(6.0);
    assert!(tags(&bench).last().is_none_or(|tag| tag == "shop/api:2") && tags(&bench)[0] == "shop/api:1");
    bench.step(60.0);
    assert_eq!(tags(&bench), ["shop/api:2"; 3]);
    let after = status(&bench, &key);
    assert_eq!(after["currentRevision"], after["updateRevision"]);
    assert_ne!(after["currentRevision"], before["currentRevision"]);

    // The first template comes back: its revision gets the next number.
    bench.change(&key, |value| image(value, "shop/api:1"));
    bench.step(60.0);
    let mut revisions: Vec<(i64, String)> = bench
        .all("ControllerRevision")
        .iter()
        .map(|one| (one.count("revision"), one.text("metadata.name").to_owned()))
        .collect();
    revisions.sort();
    assert_eq!(revisions.iter().map(|one| one.0).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(revisions[1].1, before.text("updateRevision"));
    assert_eq!(tags(&bench), ["shop/api:1"; 3]);
}

#[test]
fn it_is_stuck_on_a_pod_that_does_not_become_ready_until_that_is_deleted() {
    let mut bench = Bench::new();
    let key = set(&mut bench, &json!({}));
    bench.change(&key, |value| image(value, "shop/crash:2"));
    bench.step(60.0);
    assert_eq!(tags(&bench), ["shop/api:1", "shop/api:1", "shop/crash:2"]);
    bench.change(&key, |value| image(value, "shop/api:1"));
    bench.step(60.0);
    assert_eq!(tags(&bench)[2], "shop/crash:2", "the real one waits for ever as well");
    bench.store.remove(&Bench::key("Pod", "api-2"));
    bench.step(30.0);
    assert_eq!(tags(&bench), ["shop/api:1"; 3]);
    assert_eq!(status(&bench, &key).count("readyReplicas"), 3);
}

#[test]
fn below_the_partition_and_on_delete_pods_stay() {
    let mut bench = Bench::new();
    let key = set(&mut bench, &json!({"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 2}}}));
    bench.change(&key, |value| image(value, "shop/api:2"));
    bench.step(60.0);
    assert_eq!(tags(&bench), ["shop/api:1", "shop/api:1", "shop/api:2"]);
    let seen = status(&bench, &key);
    assert_eq!((seen.count("currentReplicas"), seen.count("updatedReplicas"), seen.count("readyReplicas")), (2, 1, 3));

    let mut bench = Bench::new();
    let key = set(&mut bench, &json!({"updateStrategy": {"type": "OnDelete"}}));
    bench.change(&key, |value| image(value, "shop/api:2"));
    bench.step(30.0);
    assert_eq!(tags(&bench), ["shop/api:1"; 3]);
    bench.store.remove(&Bench::key("Pod", "api-1"));
    bench.step(30.0);
    assert_eq!(tags(&bench), ["shop/api:1", "shop/api:2", "shop/api:1"]);
}

#[test]
fn in_parallel_all_pods_come_at_once() {
    let mut bench = Bench::new();
    bench.put(workload("StatefulSet", "shop/slow:1", 3, &json!({"podManagementPolicy": "Parallel"})));
    bench.step(1.0);
    assert_eq!(bench.all("Pod").len(), 3);
}
