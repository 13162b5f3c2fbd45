//! Workloads as conversations make them: the shell commands are behaviours of the simulation, see `tests/fixtures/drills/shell.yaml`.

use serde_json::{Value, json};

pub const DEPLOYMENTS: &str = "/apis/apps/v1/namespaces/NS/deployments";
pub const REPLICASETS: &str = "/apis/apps/v1/namespaces/NS/replicasets";
pub const STATEFULSETS: &str = "/apis/apps/v1/namespaces/NS/statefulsets";
pub const DAEMONSETS: &str = "/apis/apps/v1/namespaces/NS/daemonsets";
pub const PODS: &str = "/api/v1/namespaces/NS/pods";

/// Runs until it is stopped.
pub const SLEEP: &str = "sleep 100000";

/// A pod with one container and a command of the shell.
pub fn pod_spec(command: &str) -> Value {
    json!({
        "terminationGracePeriodSeconds": 0,
        "containers": [{ "name": "api", "image": "IMAGE", "command": ["sh", "-c", command] }],
    })
}

/// The running pod with something else in it.
pub fn pod_with(at: &str, value: Value) -> Value {
    let mut pod = pod_spec(SLEEP);
    let (holder, name) = at.rsplit_once('/').unwrap();
    pod.pointer_mut(holder).unwrap()[name] = value;
    pod
}

/// The running pod with a volume `v`.
#[expect(clippy::needless_pass_by_value, reason = "manifests are written where they are used")]
pub fn pod_with_volume(volume: Value) -> Value {
    let mut pod = pod_with("/containers/0/volumeMounts", json!([{ "name": "v", "mountPath": "/v" }]));
    pod["volumes"] = json!([volume]);
    pod
}

/// The running pod with a probe that fails for good after so many times.
pub fn pod_with_failing(probe: &str, threshold: u32) -> Value {
    let fails = json!({ "exec": { "command": ["sh", "-c", "echo not yet; exit 1"] }, "periodSeconds": 1, "failureThreshold": threshold });
    pod_with(&format!("/containers/0/{probe}"), fails)
}

/// A pod that ends at once, and is never ready in between: without a probe a real one is ready for a moment.
pub fn pod_that_ends(command: &str) -> Value {
    let mut pod = pod_spec(command);
    pod["containers"][0]["readinessProbe"] =
        json!({ "exec": { "command": ["true"] }, "initialDelaySeconds": 2, "periodSeconds": 1 });
    pod
}

/// A workload of a kind, without the fields that only some kinds have.
pub fn workload(kind: &str, name: &str, pod: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": { "name": name, "labels": { "app": name } },
        "spec": {
            "selector": { "matchLabels": { "app": name } },
            "template": { "metadata": { "labels": { "app": name } }, "spec": pod },
        },
    })
}

/// A Deployment whose pods run.
pub fn deployment(name: &str, replicas: u32) -> Value {
    running(name, replicas, SLEEP)
}

/// A Deployment whose pods do what the shell does.
pub fn running(name: &str, replicas: u32, command: &str) -> Value {
    let mut value = workload("Deployment", name, &pod_spec(command));
    value["spec"]["replicas"] = json!(replicas);
    value
}

/// Whether a Deployment has nothing more to do.
pub fn is_settled(deployment: &Value) -> bool {
    let number = |pointer: &str| deployment.pointer(pointer).and_then(Value::as_u64).unwrap_or_default();
    let wanted = number("/spec/replicas");
    number("/status/observedGeneration") >= number("/metadata/generation")
        && ["/status/updatedReplicas", "/status/replicas", "/status/availableReplicas"]
            .iter()
            .all(|at| number(at) == wanted)
}

/// Whether a condition says so, for this reason if one is wanted.
pub fn has_condition(object: &Value, kind: &str, status: &str, reason: Option<&str>) -> bool {
    let conditions = object["status"]["conditions"].as_array();
    conditions.into_iter().flatten().any(|one| {
        one["type"] == kind && one["status"] == status && reason.is_none_or(|reason| one["reason"] == reason)
    })
}

pub fn is_ready(pod: &Value) -> bool {
    has_condition(pod, "Ready", "True", None)
}

/// Whether a pod's container waits before it is started a third time or later: the second time it waits too short a while to be seen.
pub fn waits_again(pod: &Value) -> bool {
    let container = &pod["status"]["containerStatuses"][0];
    container["restartCount"].as_u64() > Some(1) && container["state"]["waiting"]["reason"] == "CrashLoopBackOff"
}

/// A second template of the same workload: a variable that was not there.
pub fn second(value: &Value) -> Value {
    let mut value = value.clone();
    value["spec"]["template"]["spec"]["containers"][0]["env"] = json!([{ "name": "VERSION", "value": "2" }]);
    value
}
