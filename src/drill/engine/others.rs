//! Tests of budgets, autoscalers, namespaces and the garbage collector.

use serde_json::json;

use super::{
    bench::{Bench, condition, workload},
    fields::{Fields, put, stamp},
};

#[test]
fn a_budget_counts_what_may_be_disturbed() {
    let mut bench = Bench::new();
    bench.put(workload("Deployment", "shop/api:1", 4, &json!({})));
    let selector = json!({"matchLabels": {"app": "api"}});
    let key = bench.put(json!({"kind": "PodDisruptionBudget", "metadata": {"name": "api"}, "spec": {"minAvailable": "50%", "selector": selector}}));
    bench.step(0.5);
    assert_eq!(
        (
            bench.get(&key).count("status.disruptionsAllowed"),
            condition(&bench.get(&key), "DisruptionAllowed").1.as_str()
        ),
        (0, "InsufficientPods")
    );
    bench.step(15.0);
    let status = bench.get(&key)["status"].clone();
    let counts =
        ["currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods"].map(|name| status.count(name));
    assert_eq!(counts, [4, 2, 2, 4]);
    bench.change(&key, |budget| budget["spec"] = json!({"maxUnavailable": 1, "selector": selector}));
    bench.step(0.1);
    assert_eq!(bench.get(&key).count("status.desiredHealthy"), 3);
}

#[test]
fn an_autoscaler_without_metrics_says_so_and_keeps_its_bounds() {
    let mut bench = Bench::new();
    let deployment = bench.put(workload("Deployment", "shop/api:1", 1, &json!({})));
    let key = bench.put(json!({"kind": "HorizontalPodAutoscaler", "metadata": {"name": "api"}, "spec": {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "api"}, "minReplicas": 2, "maxReplicas": 5,
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}}]}}));
    bench.step(61.0);
    assert_eq!(bench.get(&deployment).count("status.readyReplicas"), 2);
    assert_eq!(
        bench.events("SuccessfulRescale")[0].1,
        "New size: 2; reason: Current number of replicas below Spec.MinReplicas"
    );
    let (word, reason, message) = condition(&bench.get(&key), "ScalingActive");
    assert_eq!((word.as_str(), reason.as_str()), ("False", "FailedGetResourceMetric"));
    assert!(
        message.ends_with("the server could not find the requested resource (get pods.metrics.k8s.io)"),
        "{message}"
    );
    assert_eq!(bench.events("FailedGetResourceMetric")[0].2, 3, "every 15 seconds, from the second look on");
}

#[test]
fn what_nobody_owns_goes_and_orphans_stay() {
    let mut bench = Bench::new();
    let key = bench.put(workload("Deployment", "shop/api:1", 2, &json!({})));
    bench.step(15.0);
    bench.store.remove(&key);
    bench.step(10.0);
    assert_eq!((bench.all("ReplicaSet").len(), bench.all("Pod").len()), (0, 0));

    for (finalizer, left) in [("orphan", (1, 2)), ("foregroundDeletion", (0, 0))] {
        let mut bench = Bench::new();
        let key = bench.put(workload("Deployment", "shop/api:1", 2, &json!({})));
        bench.step(15.0);
        let now = stamp(bench.now);
        bench.change(&key, |value| {
            put(value, "metadata.deletionTimestamp", now);
            put(value, "metadata.finalizers", json!([finalizer]));
        });
        bench.step(0.04);
        assert_eq!(bench.get(&key).is_null(), finalizer == "orphan", "in the foreground it goes last");
        bench.step(10.0);
        assert!(bench.get(&key).is_null());
        assert_eq!((bench.all("ReplicaSet").len(), bench.all("Pod").len()), left);
        if finalizer == "orphan" {
            bench.put(workload("Deployment", "shop/api:1", 2, &json!({})));
            bench.step(15.0);
            assert_eq!((bench.all("ReplicaSet").len(), bench.all("Pod").len()), (1, 2), "they are adopted");
        }
    }
}

#[test]
fn a_namespace_is_furnished_and_goes_with_what_is_in_it() {
    let mut bench = Bench::new();
    bench.put(workload("Deployment", "shop/api:1", 2, &json!({})));
    bench.step(15.0);
    assert_eq!(bench.all("ServiceAccount").len(), 1);
    bench.store.remove(&Bench::key("ConfigMap", "kube-root-ca.crt"));
    bench.step(0.1);
    assert_eq!(bench.all("ConfigMap").len(), 1, "it comes back");
    let key = Bench::key("Namespace", "shop");
    let now = stamp(bench.now);
    bench.store.edit(&key, |value| {
        put(value, "metadata.deletionTimestamp", now);
        put(value, "status.phase", "Terminating");
    });
    bench.step(4.0);
    assert!(!bench.get(&key).is_null() && bench.all("Deployment").is_empty());
    bench.step(10.0);
    assert!(bench.get(&key).is_null());
    let left: usize =
        ["Pod", "ReplicaSet", "ConfigMap", "Event", "ServiceAccount"].iter().map(|kind| bench.all(kind).len()).sum();
    assert_eq!(left, 0);
}

#[test]
fn nodes_say_that_they_live() {
    let mut bench = Bench::new();
    bench.step(3600.0);
    let node = bench.get(&Bench::key("Node", "node-a"));
    for condition in node.items("status.conditions") {
        let last = condition.time("lastHeartbeatTime").unwrap();
        assert!(bench.now.duration_since(last).as_secs() <= 300, "{condition}");
        assert!(bench.now.duration_since(condition.time("lastTransitionTime").unwrap()).as_secs() >= 3600);
    }
}

#[test]
fn events_go_after_an_hour() {
    let mut bench = Bench::new();
    bench.put(workload("Deployment", "shop/api:1", 1, &json!({})));
    bench.step(15.0);
    assert!(!bench.all("Event").is_empty());
    bench.step(3590.0);
    assert!(bench.all("Event").is_empty());
}
