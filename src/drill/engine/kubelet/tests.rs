use serde_json::{Value, json};

use crate::drill::engine::{
    bench::{Bench, condition, workload},
    fields::{Fields, put},
    pods,
};

/// One pod with one container, and what else its template has.
fn pod(image: &str, change: impl FnOnce(&mut Value)) -> Bench {
    let mut bench = Bench::new();
    let mut value = workload("Deployment", image, 1, &json!({}));
    change(&mut value["spec"]["template"]["spec"]);
    bench.put(value);
    bench
}

fn only(bench: &Bench) -> Value {
    let pods = bench.all("Pod");
    assert_eq!(pods.len(), 1);
    pods[0].clone()
}

fn container(bench: &Bench) -> Value {
    only(bench)["status"]["containerStatuses"][0].clone()
}

#[test]
fn a_pod_goes_from_pending_to_ready_and_says_so() {
    let mut bench = pod("shop/slow:1", |_| {});
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..300 {
        bench.step(0.1);
        let Some(pod) = bench.all("Pod").pop() else { continue };
        let container = pod.at("status").items("containerStatuses").first().cloned().unwrap_or_default();
        let state = container
            .entries("state")
            .map(|(name, state)| format!("{name} {}", state.text("reason")))
            .next()
            .unwrap_or_default();
        let line = format!("{} {state} {}", pod.text("status.phase"), pods::ready(&pod));
        if seen.last() != Some(&line) {
            seen.push(line);
        }
    }
    assert_eq!(seen, ["Pending waiting ContainerCreating false", "Running running  false", "Running running  true"]);
    let pod = only(&bench);
    assert!(pod.text("status.podIP").starts_with("10.88.") && pod.text("status.hostIP").starts_with("10.99."));
    assert_eq!(condition(&pod, "Initialized").0, "True");
    for (reason, count) in
        [("Scheduled", 0), ("Pulling", 1), ("Pulled", 1), ("Created", 1), ("Started", 1), ("Unhealthy", 10)]
    {
        let events = bench.events(reason);
        assert_eq!((events.len(), events[0].2), (1, count), "{reason}");
    }
}

#[test]
fn a_crash_backs_off_longer_each_time() {
    let mut bench = pod("shop/crash:1", |_| {});
    bench.step(10.0);
    assert_eq!(container(&bench).count("restartCount"), 1, "the first restart comes at once");
    let mut waits = Vec::new();
    for _ in 0..6000 {
        bench.step(0.2);
        let message = container(&bench).text("state.waiting.message").split(" restarting").next().unwrap().to_owned();
        if !message.is_empty() && waits.last() != Some(&message) {
            waits.push(message);
        }
    }
    assert_eq!(
        waits,
        ["back-off 10s", "back-off 20s", "back-off 40s", "back-off 1m20s", "back-off 2m40s", "back-off 5m0s"]
    );
    let container = container(&bench);
    assert_eq!(
        (container.count("lastState.terminated.exitCode"), container.text("lastState.terminated.reason")),
        (1, "Error")
    );
    assert!(container.count("restartCount") >= 6 && !container.flag("ready"));
    let (kind, message, count) = bench.events("BackOff").remove(0);
    assert_eq!(kind, "Warning");
    assert!(
        message.starts_with("Back-off restarting failed container api in pod api-") && (80..100).contains(&count),
        "{message} {count}"
    );
    assert_eq!(only(&bench).text("status.phase"), "Running");
}

#[test]
fn more_than_the_limit_is_killed() {
    let limit =
        |limit: &'static str| move |spec: &mut Value| put(&mut spec["containers"][0], "resources.limits.memory", limit);
    let mut bench = pod("shop/oom:1", limit("32Mi"));
    bench.step(10.0);
    let ended = container(&bench).at("lastState.terminated").clone();
    assert_eq!((ended.count("exitCode"), ended.text("reason")), (137, "OOMKilled"));
    let mut bench = pod("shop/oom:1", limit("128Mi"));
    bench.step(60.0);
    assert_eq!(container(&bench).count("restartCount"), 0);
}

#[test]
fn an_image_that_does_not_exist_is_pulled_again_and_again() {
    let mut bench = pod("registry.local/nothere:1", |_| {});
    let mut reasons: Vec<String> = Vec::new();
    for _ in 0..1000 {
        bench.step(0.1);
        let reason = bench
            .all("Pod")
            .first()
            .map(|pod| pod["status"]["containerStatuses"][0].text("state.waiting.reason").to_owned());
        if let Some(reason) = reason.filter(|reason| !reason.is_empty() && reasons.last() != Some(reason)) {
            reasons.push(reason);
        }
    }
    assert_eq!(reasons[..4], ["ContainerCreating", "ErrImagePull", "ImagePullBackOff", "ErrImagePull"]);
    assert_eq!(only(&bench).text("status.phase"), "Pending");
    let messages: Vec<String> = bench.events("Failed").into_iter().map(|(_, message, _)| message).collect();
    assert!(
        messages[0].starts_with("Failed to pull image \"registry.local/nothere:1\": rpc error: code = NotFound"),
        "{messages:?}"
    );
    assert_eq!(messages[1..], ["Error: ErrImagePull", "Error: ImagePullBackOff"]);
    assert_eq!(bench.events("BackOff")[0].1, "Back-off pulling image \"registry.local/nothere:1\"");
}

#[test]
fn what_is_missing_for_the_environment_is_named_until_it_is_there() {
    let cases = [
        (json!({"envFrom": [{"configMapRef": {"name": "cfg"}}]}), "configmap \"cfg\" not found"),
        (
            json!({"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "key", "key": "a"}}}]}),
            "secret \"key\" not found",
        ),
        (
            json!({"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "half", "key": "a"}}}]}),
            "couldn't find key a in ConfigMap shop/half",
        ),
    ];
    for (fields, words) in cases {
        let mut bench = pod("shop/api:1", |spec| {
            for (name, value) in fields.as_object().unwrap() {
                put(&mut spec["containers"][0], name, value.clone());
            }
        });
        bench.put(json!({"kind": "ConfigMap", "metadata": {"name": "half"}, "data": {"b": "1"}}));
        bench.step(20.0);
        let waiting = container(&bench).at("state.waiting").clone();
        assert_eq!((waiting.text("reason"), waiting.text("message")), ("CreateContainerConfigError", words));
        assert_eq!(bench.events("Failed")[0].1, format!("Error: {words}"));
        bench.put(json!({"kind": "ConfigMap", "metadata": {"name": "cfg"}, "data": {"a": "1"}}));
        bench.put(json!({"kind": "ConfigMap", "metadata": {"name": "half"}, "data": {"a": "1"}}));
        bench.put(json!({"kind": "Secret", "metadata": {"name": "key"}, "data": {"a": "MQ=="}}));
        bench.step(25.0);
        assert!(pods::ready(&only(&bench)), "{words}");
    }
}

#[test]
fn a_variable_that_appears_helps_at_the_next_start() {
    let mut bench =
        pod("shop/needs:1", |spec| put(&mut spec["containers"][0], "envFrom", json!([{"secretRef": {"name": "key"}}])));
    let key = bench.put(json!({"kind": "Secret", "metadata": {"name": "key"}, "data": {}}));
    bench.step(30.0);
    let ended = container(&bench).at("lastState.terminated").clone();
    assert_eq!((ended.count("exitCode"), ended.text("message")), (78, "API_KEY is not set"));
    bench.change(&key, |secret| put(secret, "data.API_KEY", "c2VjcmV0"));
    bench.step(60.0);
    assert!(pods::ready(&only(&bench)));
}

#[test]
fn a_volume_that_is_missing_keeps_the_pod_from_starting() {
    let mut bench =
        pod("shop/api:1", |spec| put(spec, "volumes", json!([{"name": "v", "configMap": {"name": "cfg"}}])));
    bench.step(60.0);
    assert_eq!(container(&bench).text("state.waiting.reason"), "ContainerCreating");
    assert_eq!(condition(&only(&bench), "PodReadyToStartContainers").0, "False");
    let (_, message, count) = bench.events("FailedMount").remove(0);
    assert_eq!(message, "MountVolume.SetUp failed for volume \"v\" : configmap \"cfg\" not found");
    assert!((6..10).contains(&count), "{count}");
    bench.put(json!({"kind": "ConfigMap", "metadata": {"name": "cfg"}, "data": {}}));
    bench.step(70.0);
    assert!(pods::ready(&only(&bench)));
}

#[test]
fn init_containers_run_one_after_the_other() {
    let inits = |image: &str| json!([{"name": "first", "image": "shop/migrate:1"}, {"name": "second", "image": image}]);
    let mut bench = pod("shop/api:1", |spec| put(spec, "initContainers", inits("shop/migrate:1")));
    bench.step(2.5);
    assert_eq!(condition(&only(&bench), "Initialized").2, "containers with incomplete status: [first second]");
    assert_eq!(container(&bench).text("state.waiting.reason"), "PodInitializing");
    bench.step(20.0);
    assert!(pods::ready(&only(&bench)));

    let mut bench = pod("shop/api:1", |spec| put(spec, "initContainers", inits("shop/broken-migrate:1")));
    bench.step(40.0);
    let pod = only(&bench);
    assert_eq!(condition(&pod, "Initialized").2, "containers with incomplete status: [second]");
    let second = &pod["status"]["initContainerStatuses"][1];
    assert_eq!((pod.text("status.phase"), second.count("lastState.terminated.exitCode")), ("Pending", 3));
    assert!(second.count("restartCount") >= 2);
}

#[test]
fn a_container_that_hangs_is_killed_after_its_grace() {
    let mut bench = pod("shop/hangs:1", |spec| {
        put(
            &mut spec["containers"][0],
            "livenessProbe",
            json!({"httpGet": {}, "periodSeconds": 2, "failureThreshold": 2}),
        );
    });
    bench.step(30.0);
    let ended = container(&bench).at("lastState.terminated").clone();
    assert_eq!((ended.count("exitCode"), ended.text("reason")), (137, "Error"));
    assert_eq!(bench.events("Killing")[0].1, "Container api failed liveness probe, will be restarted");
    assert!(bench.events("Unhealthy").iter().any(|event| event.1 == "Liveness probe failed: deadlocked"));
}

#[test]
fn a_deleted_pod_goes_with_its_logs_and_another_comes() {
    let mut bench = pod("shop/api:1", |_| {});
    bench.step(10.0);
    let first = only(&bench);
    let uid = first.text("metadata.uid").to_owned();
    assert!(bench.engine.spoken(&uid, "api", false).is_some());
    let key = Bench::key("Pod", first.text("metadata.name"));
    bench.store.edit(&key, |pod| {
        put(pod, "metadata.deletionTimestamp", "2026-11-21T03:00:40Z");
        put(pod, "metadata.deletionGracePeriodSeconds", 30);
    });
    bench.step(0.08);
    assert_eq!((bench.all("Pod").len(), bench.events("Killing")[0].1.as_str()), (2, "Stopping container api"));
    bench.step(10.0);
    assert_ne!(only(&bench).text("metadata.uid"), uid);
    assert!(bench.engine.spoken(&uid, "api", false).is_none());
}

#[test]
fn only_the_present_and_the_previous_run_are_remembered() {
    let mut bench = pod("shop/crash:1", |_| {});
    let mut spoken = Vec::new();
    while spoken.len() < 3 {
        bench.step(0.5);
        let Some(pod) = bench.all("Pod").pop() else { continue };
        let run = bench.engine.spoken(pod.text("metadata.uid"), "api", false);
        let Some(run) = run.filter(|run| spoken.last() != Some(&run.started)) else { continue };
        let previous = bench.engine.spoken(pod.text("metadata.uid"), "api", true);
        assert_eq!(previous.map(|run| run.started), spoken.last().copied());
        spoken.push(run.started);
    }
}
