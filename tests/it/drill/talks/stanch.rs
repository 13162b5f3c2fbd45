//! stanch itself on either cluster.

use serde_json::{Value, json};

use crate::drill::{
    ask::{Patch, patch, post},
    talk::{Talk, part},
    talks::workloads::{DEPLOYMENTS, deployment, has_condition, is_settled, running},
};

/// The keys of an object, which say its shape.
fn keys(value: &Value) -> Value {
    json!(value.as_object().map(|object| object.keys().collect::<Vec<_>>()))
}

pub async fn stanch(talk: &mut Talk) {
    talk.quiet(&post(DEPLOYMENTS, &deployment("web", 1))).await;
    talk.until(DEPLOYMENTS, "web", is_settled).await;
    let (code, board) = talk.stanch(&["board", "-n", "NS", "--json"]).await;
    talk.fact(
        "well",
        json!([code, board["rollouts"][0]["state"], board["rollouts"][0]["name"], board["sources"][0]["state"]]),
    );
    let mut bad = running("web", 1, "echo \"KeyError: 'DATABASE_URL'\"; exit 1");
    bad["spec"]["progressDeadlineSeconds"] = json!(4);
    talk.quiet(&patch(&format!("{DEPLOYMENTS}/web"), Patch::Strategic, &bad)).await;
    talk.until(DEPLOYMENTS, "web", |web| has_condition(web, "Progressing", "False", None)).await;
    let (mut code, mut board) = talk.stanch(&["board", "-n", "NS", "--json"]).await;
    while board["rollouts"][0]["state"] != "failed" {
        (code, board) = talk.stanch(&["board", "-n", "NS", "--json"]).await;
    }
    talk.fact("the board's code", json!(code));
    let row = part(
        &board["rollouts"][0],
        &["/state", "/rule", "/kind", "/revision", "/container", "/exit_code", "/desired", "/updated", "/owner"],
    );
    talk.fact("the board's row", row);
    let (code, inspect) = talk.stanch(&["inspect", "NS/deploy/web", "--json"]).await;
    talk.fact("inspect", json!([code, keys(&inspect), inspect["rollout"]["state"], inspect["unknown"]]));
    talk.fact(
        "revisions",
        json!(
            inspect["revisions"].as_array().map(|all| all.iter().map(|one| one["number"].clone()).collect::<Vec<_>>())
        ),
    );
    talk.fact("the diff", inspect["diff"].clone());
    talk.fact("rights", inspect["rights"].clone());
    let mut reasons: Vec<String> =
        inspect["events"].as_array().unwrap().iter().map(|event| event["reason"].to_string()).collect();
    reasons.sort();
    reasons.dedup();
    talk.fact("events", json!(reasons));
    let said = inspect["logs"].as_array().unwrap().iter().any(|log| log["lines"][0] == "KeyError: 'DATABASE_URL'");
    talk.fact("its words", json!(said));
    let (code, doctor) = talk.stanch(&["doctor", "--json"]).await;
    let checks: Vec<Value> =
        doctor["checks"].as_array().unwrap().iter().map(|check| json!([check["name"], check["state"]])).collect();
    talk.fact("doctor", json!([code, checks]));
}
