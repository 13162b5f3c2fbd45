//! What stanch itself says of a rollout that crashes: its board, everything that explains the rollout, and what it needs.

use serde_json::{Value, json};

use crate::drill::{
    ask::{Patch, get, patch, post},
    talk::Talk,
    talks::workloads::{DEPLOYMENTS, PODS, deployment, is_settled, pod_that_ends, waits_again, workload},
};

/// What is of the moment, or of this cluster.
const PASSING: [&str; 7] = ["cluster", "context", "time", "age_s", "count", "restarts", "hash"];

pub async fn stanch(talk: &mut Talk) {
    let mut first = deployment("web", 2);
    first["metadata"]["annotations"] = json!({ "kubernetes.io/change-cause": "first" });
    talk.quiet(&post(DEPLOYMENTS, &first)).await;
    talk.until(DEPLOYMENTS, "web", is_settled).await;
    let mut bad = workload("Deployment", "web", &pod_that_ends("echo boom; exit 1"));
    bad["metadata"]["annotations"] = json!({ "kubernetes.io/change-cause": "second" });
    talk.quiet(&patch(&format!("{DEPLOYMENTS}/web"), Patch::Strategic, &bad)).await;
    talk.first(&format!("{PODS}?watch=1"), waits_again).await;
    let (code, board) = talk.stanch(&["board", "-n", "NS", "--json"]).await;
    talk.fact("board", json!([code, board["sources"][0]["state"], lasting(&board["rollouts"])]));
    let (code, inspected) = talk.stanch(&["inspect", "NS/deploy/web", "--json"]).await;
    talk.fact("inspect", json!([code, explained(&inspected)]));
    let (code, nothing) = talk.stanch(&["inspect", "NS/deploy/none", "--json"]).await;
    talk.fact("inspect of nothing", json!([code, nothing]));
    let (code, doctor) = talk.stanch(&["doctor", "--json"]).await;
    talk.fact("doctor", json!([code, checks(&doctor)]));
    let seen = talk.quiet(&get(&format!("{DEPLOYMENTS}/web"))).await.body;
    talk.fact("nothing was changed", json!(seen["metadata"]["generation"]));
}

/// Without what passes.
fn lasting(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(lasting).collect(),
        Value::Object(fields) => {
            let stays = fields.iter().filter(|(name, _)| !PASSING.contains(&name.as_str()));
            stays.map(|(name, value)| (name.clone(), lasting(value))).collect()
        }
        other => other.clone(),
    }
}

/// Events of one second have no order, and those of pods that are alike are alike.
fn explained(inspected: &Value) -> Value {
    let mut told = lasting(inspected);
    for pod in told["pods"].as_array_mut().unwrap() {
        pod["revision"].take();
    }
    // Whether a real controller sees the first new pod together with its ReplicaSet, or after it, is chance.
    let conditions = told["conditions"].as_array_mut().unwrap().iter_mut();
    for condition in conditions.filter(|condition| condition["type"] == "Progressing") {
        condition["reason"].take();
        condition["message"].take();
    }
    let events = told["events"].as_array_mut().unwrap();
    for event in events.iter_mut() {
        event["first"].take();
        event["last"].take();
    }
    events.sort_by_key(|event| format!("{} {}", event["reason"], event["object"]));
    told
}

/// The name of each check, without the context that it is about, and how it went.
fn checks(doctor: &Value) -> Value {
    let checks = doctor["checks"].as_array().unwrap().iter();
    let check = |check: &Value| {
        let name = check["name"].as_str().unwrap();
        let about =
            ["cluster id", "cluster", "identity", "clock", "rights"].into_iter().find(|kind| name.starts_with(kind));
        json!([about.unwrap_or(name), check["state"]])
    };
    checks.map(check).collect()
}
