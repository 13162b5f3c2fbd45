use serde_json::json;

use crate::drill::engine::{
    bench::{Bench, image, workload},
    fields::{Fields, put},
    node::node,
    pods,
};

#[test]
fn every_node_has_one_pod_and_a_new_node_gets_one() {
    let mut bench = Bench::new();
    let key = bench.put(workload("DaemonSet", "shop/api:1", 1, &json!({})));
    bench.step(20.0);
    let mut nodes: Vec<String> = bench.all("Pod").iter().map(|pod| pod.text("spec.nodeName").to_owned()).collect();
    nodes.sort();
    assert_eq!(nodes, ["node-a", "node-b", "node-c"]);
    let status = bench.get(&key)["status"].clone();
    assert_eq!(
        (status.count("numberReady"), status.count("updatedNumberScheduled"), status.count("numberUnavailable")),
        (3, 3, 0)
    );
    bench.put(node("node-d", "4", "16Gi", bench.now));
    bench.step(20.0);
    assert_eq!(bench.get(&key).count("status.numberAvailable"), 4);
    let tainted = Bench::key("Node", "node-d");
    bench.change(&tainted, |node| {
        put(node, "spec.taints", json!([{"key": "gpu", "value": "yes", "effect": "NoSchedule"}]));
    });
    bench.step(20.0);
    assert_eq!(bench.get(&key).count("status.desiredNumberScheduled"), 3);
    assert_eq!(bench.all("Pod").len(), 3);
}

#[test]
fn a_rollout_replaces_one_after_the_other_and_stops_at_what_does_not_work() {
    let mut bench = Bench::new();
    let key = bench.put(workload("DaemonSet", "shop/api:1", 1, &json!({})));
    bench.step(20.0);
    bench.change(&key, |value| image(value, "shop/api:2"));
    for _ in 0..600 {
        bench.step(0.1);
        assert!(bench.all("Pod").iter().filter(|pod| pods::active(pod) && pods::ready(pod)).count() >= 2);
    }
    assert_eq!(bench.pods("shop/api:2").len(), 3);
    bench.change(&key, |value| image(value, "registry.local/nothere:3"));
    bench.step(60.0);
    assert_eq!((bench.pods("shop/api:2").len(), bench.pods("registry.local/nothere:3").len()), (2, 1));
    let status = bench.get(&key)["status"].clone();
    assert_eq!((status.count("updatedNumberScheduled"), status.count("numberUnavailable")), (1, 1));

    // Back again: what does not work goes at once.
    bench.change(&key, |value| image(value, "shop/api:2"));
    bench.step(30.0);
    assert_eq!(bench.get(&key).count("status.numberAvailable"), 3);
    let mut revisions: Vec<i64> = bench.all("ControllerRevision").iter().map(|one| one.count("revision")).collect();
    revisions.sort_unstable();
    assert_eq!(revisions, [1, 3, 4]);
}

#[test]
fn with_a_surge_the_new_pod_comes_before_the_old_one_goes() {
    let mut bench = Bench::new();
    let strategy =
        json!({"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}});
    let key = bench.put(workload("DaemonSet", "shop/api:1", 1, &strategy));
    bench.step(20.0);
    bench.change(&key, |value| image(value, "shop/api:2"));
    for _ in 0..600 {
        bench.step(0.1);
        assert!(bench.all("Pod").iter().filter(|pod| pods::active(pod) && pods::ready(pod)).count() >= 3);
    }
    assert_eq!((bench.pods("shop/api:2").len(), bench.all("Pod").len()), (3, 3));
}
