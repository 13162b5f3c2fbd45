//! What stanch's board says of workloads that are well, and of those that are not, on either cluster.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use stanch::drill::api::Options;

use super::{
    ask::{Patch, patch, post},
    stand::Stand,
    talk::{Said, Talk},
    talks::workloads::{
        DAEMONSETS, DEPLOYMENTS, SLEEP, STATEFULSETS, is_settled, pod_spec, pod_with, pod_with_failing,
        pod_with_volume, workload,
    },
};
use crate::support::real::kubeconfig;

/// Longer than any of them takes to be what it is, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_mins(8);

/// A workload and what becomes of it.
struct Case {
    name: &'static str,
    kind: &'static str,
    pod: Value,
    /// Fields of its spec.
    more: Value,
    /// A second template, once the first is up.
    then: Option<Value>,
    state: &'static str,
    rule: &'static str,
}

fn case(name: &'static str, pod: Value, state: &'static str, rule: &'static str) -> Case {
    Case { name, kind: "Deployment", pod, more: json!({}), then: None, state, rule }
}

/// Ready for 20 seconds, and unready for as long.
fn on_and_off() -> Value {
    let mut pod = pod_spec("touch /tmp/began; trap : TERM; sleep 100000 & wait");
    let lasted = "$(date +%s) - $(date -r /tmp/began +%s)";
    let probe = format!("[ $(( ({lasted}) / 20 % 2 )) = 0 ] || {{ echo no carrier; exit 1; }}");
    pod["containers"][0]["readinessProbe"] =
        json!({ "exec": { "command": ["sh", "-c", probe] }, "periodSeconds": 1, "failureThreshold": 1 });
    pod
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<Case> {
    let crash = || pod_spec("echo boom; exit 1");
    let mut large = pod_spec("sleep 1; tail /dev/zero");
    large["containers"][0]["resources"] = json!({ "limits": { "memory": "16Mi" } });
    let setup = json!([{ "name": "setup", "image": "IMAGE", "command": ["sh", "-c", "echo no table; exit 3"] }]);
    let from = |source: &str| json!([{ "name": "KEY", "valueFrom": { source: { "name": "none", "key": "key" } } }]);
    let good = || pod_spec(SLEEP);
    let mut all = vec![
        case("good", good(), "ok", "available"),
        case("crash", crash(), "failed", "crash-loop"),
        case("image", pod_with("/containers/0/image", json!("registry.local/nothere:1")), "failed", "image-pull"),
        case("oom", large, "failed", "oom-killed"),
        case(
            "env-map",
            pod_with("/containers/0/envFrom", json!([{ "configMapRef": { "name": "none" } }])),
            "failed",
            "container-config",
        ),
        case("env-secret", pod_with("/containers/0/env", from("secretKeyRef")), "failed", "container-config"),
        case("volume-map", pod_with_volume(json!({ "name": "v", "configMap": { "name": "none" } })), "failed", "mount"),
        case(
            "volume-secret",
            pod_with_volume(json!({ "name": "v", "secret": { "secretName": "none" } })),
            "failed",
            "mount",
        ),
        case("init", pod_with("/initContainers", setup), "failed", "crash-loop"),
        case("liveness", pod_with_failing("livenessProbe", 1), "failed", "liveness-kill"),
        case(
            "unschedulable",
            pod_with("/containers/0/resources", json!({ "requests": { "memory": "900Gi" } })),
            "failed",
            "unschedulable",
        ),
        case("flaps", on_and_off(), "degraded", "flapping"),
        case("selector", pod_with("/nodeSelector", json!({ "disk": "nvme" })), "failed", "unschedulable"),
    ];
    let plus = |base: Case, more: Value, then: Option<Value>| Case { more, then, ..base };
    all.push(plus(
        case("deadline", pod_with_failing("readinessProbe", 1), "failed", "progress-deadline"),
        json!({ "progressDeadlineSeconds": 8 }),
        None,
    ));
    all.push(plus(case("paused", good(), "paused", "paused"), json!({ "paused": true }), None));
    all.push(plus(case("zero", good(), "ok", "available"), json!({ "replicas": 0 }), None));
    all.push(plus(
        case("min-ready", good(), "progressing", "progressing"),
        json!({ "minReadySeconds": 900, "progressDeadlineSeconds": 1000 }),
        None,
    ));
    all.push(plus(case("second", good(), "failed", "crash-loop"), json!({ "replicas": 2 }), Some(crash())));
    let set = |kind, base: Case| Case { kind, ..base };
    all.push(plus(
        set("StatefulSet", case("db", good(), "failed", "crash-loop")),
        json!({ "replicas": 2 }),
        Some(crash()),
    ));
    all.push(plus(
        set("DaemonSet", case("agent", good(), "failed", "image-pull")),
        json!({}),
        Some(pod_with("/containers/0/image", json!("registry.local/nothere:2"))),
    ));
    all
}

fn collection(kind: &str) -> &'static str {
    match kind {
        "Deployment" => DEPLOYMENTS,
        "StatefulSet" => STATEFULSETS,
        _ => DAEMONSETS,
    }
}

impl Case {
    fn manifest(&self, pod: &Value) -> Value {
        let mut value = workload(self.kind, self.name, pod);
        value["spec"].as_object_mut().unwrap().extend(self.more.as_object().unwrap().clone());
        value
    }

    async fn make(&self, talk: &Talk) {
        let collection = collection(self.kind);
        let made = talk.quiet(&post(collection, &self.manifest(&self.pod))).await;
        assert_eq!(made.status, 201, "{}: {}", self.name, made.body);
        let Some(pod) = &self.then else { return };
        talk.until(collection, self.name, |object| match self.kind {
            "Deployment" => is_settled(object),
            "StatefulSet" => object["status"]["readyReplicas"] == object["spec"]["replicas"],
            _ => object["status"]["numberReady"].as_u64() > Some(0),
        })
        .await;
        let path = format!("{collection}/{}", self.name);
        let changed = talk.quiet(&patch(&path, Patch::Strategic, &self.manifest(pod))).await;
        assert_eq!(changed.status, 200, "{}: {}", self.name, changed.body);
    }
}

/// What the board says of each: its state and its rule.
async fn board(talk: &Talk) -> BTreeMap<String, (String, String)> {
    let (_, board) = talk.stanch(&["board", "-n", "NS", "--json"]).await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = board["rollouts"].as_array().unwrap_or_else(|| panic!("no board: {board}"));
    rows.iter().map(|row| (text(&row["name"]), (text(&row["state"]), text(&row["rule"])))).collect()
}

async fn verdicts(stand: Stand) {
    let talk = Talk::begin(Arc::new(stand), Arc::new(Mutex::new(Said::new()))).await;
    let cases = cases();
    futures::future::join_all(cases.iter().map(|case| case.make(&talk))).await;
    let began = Instant::now();
    // What is still on its way is looked at again: each has to be as it should be at some time, and all at the same.
    loop {
        let found = board(&talk).await;
        let is = |case: &&Case| {
            found.get(case.name).is_some_and(|(state, rule)| (state.as_str(), rule.as_str()) == (case.state, case.rule))
        };
        let wrong: Vec<String> = cases
            .iter()
            .filter(|case| !is(case))
            .map(|case| format!("{}: {} by {}, not {:?}", case.name, case.state, case.rule, found.get(case.name)))
            .collect();
        if wrong.is_empty() {
            break;
        }
        assert!(began.elapsed() < PATIENCE, "{wrong:#?}");
    }
    talk.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_of_a_simulated_cluster_says_what_is_wrong() {
    verdicts(Stand::simulated(1, Options::default()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_of_a_real_cluster_says_what_is_wrong() {
    let Some(file) = kubeconfig("a_board_of_a_real_cluster_says_what_is_wrong") else { return };
    verdicts(Stand::real(file).await).await;
}
