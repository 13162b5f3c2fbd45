//! Tables: what `kubectl get` prints.

use serde_json::{Value, json};

use crate::drill::{
    ask::{Patch, get, patch, post},
    talk::Talk,
    talks::{
        objects::{CONFIGMAPS, config},
        workloads::{
            DAEMONSETS, DEPLOYMENTS, PODS, REPLICASETS, SLEEP, STATEFULSETS, deployment, is_ready, is_settled,
            pod_spec, workload,
        },
    },
};

const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

/// Columns without their descriptions, and rows without what only this cluster has.
fn brief(table: &Value) -> Value {
    let columns = table["columnDefinitions"].as_array().into_iter().flatten();
    let columns: Vec<Value> =
        columns.map(|one| json!([one["name"], one["type"], one["format"], one["priority"]])).collect();
    let rows = table["rows"].as_array().into_iter().flatten();
    let rows: Vec<Value> =
        rows.map(|row| json!([cells(row), row["object"]["kind"], row["object"]["metadata"]["name"]])).collect();
    json!({ "kind": table["kind"], "apiVersion": table["apiVersion"], "columns": columns, "rows": rows })
}

/// Ages are of their moment.
fn cells(row: &Value) -> Vec<Value> {
    let is_age = |text: &str| {
        text.ends_with(['s', 'm', 'h']) && text.chars().all(|letter| letter.is_ascii_digit() || "smh".contains(letter))
    };
    let cell = |cell: &Value| match cell.as_str() {
        Some(text) if is_age(text) => json!("{age}"),
        _ => cell.clone(),
    };
    row["cells"].as_array().into_iter().flatten().map(cell).collect()
}

async fn table(talk: &mut Talk, step: &str, path: &str) {
    let answer = talk.quiet(&get(path).accept(TABLE)).await.body;
    talk.fact(step, brief(&answer));
}

pub async fn tables(talk: &mut Talk) {
    talk.quiet(&post(CONFIGMAPS, &config("one"))).await;
    table(talk, "a list", &format!("{CONFIGMAPS}?labelSelector=app%3Dweb")).await;
    table(talk, "one object", &format!("{CONFIGMAPS}/one")).await;
    for include in ["None", "Metadata", "Object"] {
        let path = format!("{CONFIGMAPS}/one?includeObject={include}");
        let answer = talk.quiet(&get(&path).accept(TABLE)).await.body;
        let object = &answer["rows"][0]["object"];
        talk.fact(
            &format!("with {include}"),
            json!([object["kind"], object["apiVersion"], object["data"], object["metadata"]["name"]]),
        );
    }
    talk.ask("with something else", get(&format!("{CONFIGMAPS}?includeObject=Some")).accept(TABLE)).await;
    let missing = talk.quiet(&get(&format!("{CONFIGMAPS}/none")).accept(TABLE)).await;
    talk.fact("a refusal is no table", json!([missing.status, missing.body["kind"]]));
    let only = "application/json;as=Table;v=v1beta9;g=meta.k8s.io";
    talk.ask("a version that is none", get(CONFIGMAPS).accept(only)).await;
    let metadata = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
    let answer = talk.quiet(&get(&format!("{CONFIGMAPS}?labelSelector=app%3Dweb")).accept(metadata)).await.body;
    talk.fact(
        "metadata only",
        json!([answer["kind"], answer["apiVersion"], answer["items"][0]["kind"], answer["items"][0]["data"]]),
    );
    let path = format!("{CONFIGMAPS}?watch=1&labelSelector=app%3Dweb&includeObject=Metadata");
    let mut watch = talk.watch_as(&path, TABLE).await;
    let first = watch.next().await.unwrap();
    talk.quiet(&patch(&format!("{CONFIGMAPS}/one"), Patch::Merge, &json!({ "data": { "b": "2" } }))).await;
    let second = watch.next().await.unwrap();
    for (name, event) in [("the first of a watch", first), ("the next of a watch", second)] {
        talk.fact(name, json!([event["type"], brief(&event["object"])]));
    }
}

pub async fn columns(talk: &mut Talk) {
    let pod = pod_spec(SLEEP);
    talk.quiet(&post(DEPLOYMENTS, &deployment("web", 2))).await;
    let mut set = workload("StatefulSet", "db", &pod);
    set["spec"]["replicas"] = json!(1);
    talk.quiet(&post(STATEFULSETS, &set)).await;
    talk.quiet(&post(DAEMONSETS, &workload("DaemonSet", "agent", &pod))).await;
    let service = json!({ "metadata": { "name": "web" }, "spec": { "selector": { "app": "web" }, "ports": [{ "port": 80, "targetPort": 8080 }] } });
    talk.quiet(&post("/api/v1/namespaces/NS/services", &service)).await;
    let secret = json!({ "metadata": { "name": "key" }, "stringData": { "token": "abc" } });
    talk.quiet(&post("/api/v1/namespaces/NS/secrets", &secret)).await;
    let budget = json!({ "metadata": { "name": "web" }, "spec": { "minAvailable": 1, "selector": { "matchLabels": { "app": "web" } } } });
    talk.quiet(&post("/apis/policy/v1/namespaces/NS/poddisruptionbudgets", &budget)).await;
    talk.until(DEPLOYMENTS, "web", is_settled).await;
    talk.until(PODS, "db-0", is_ready).await;
    talk.until(DAEMONSETS, "agent", |set| set["status"]["numberAvailable"] == 1).await;
    talk.until("/apis/policy/v1/namespaces/NS/poddisruptionbudgets", "web", |one| {
        one["status"]["disruptionsAllowed"] == 1
    })
    .await;
    // Last, since its controller looks a quarter of a minute later.
    let scaler = json!({ "metadata": { "name": "web" }, "spec": { "minReplicas": 1, "maxReplicas": 3,
        "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "web" },
        "metrics": [{ "type": "Resource", "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 80 } } }] } });
    talk.quiet(&post("/apis/autoscaling/v2/namespaces/NS/horizontalpodautoscalers", &scaler)).await;
    for (name, path) in [
        ("deployments", DEPLOYMENTS),
        ("replicasets", REPLICASETS),
        ("statefulsets", STATEFULSETS),
        ("daemonsets", DAEMONSETS),
        ("pods", PODS),
        ("services", "/api/v1/namespaces/NS/services"),
        ("secrets", "/api/v1/namespaces/NS/secrets"),
        ("configmaps", CONFIGMAPS),
        ("budgets", "/apis/policy/v1/namespaces/NS/poddisruptionbudgets"),
        ("autoscalers", "/apis/autoscaling/v2/namespaces/NS/horizontalpodautoscalers"),
        ("revisions", "/apis/apps/v1/namespaces/NS/controllerrevisions"),
        ("accounts", "/api/v1/namespaces/NS/serviceaccounts"),
        ("endpoints", "/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices?labelSelector=none"),
        ("old endpoints", "/api/v1/namespaces/NS/endpoints?labelSelector=none"),
        ("events", "/api/v1/namespaces/NS/events?fieldSelector=reason%3DScalingReplicaSet"),
        ("namespaces", "/api/v1/namespaces/NS"),
        ("quotas", "/api/v1/namespaces/NS/resourcequotas"),
        ("ranges", "/api/v1/namespaces/NS/limitranges"),
        ("claims", "/api/v1/namespaces/NS/persistentvolumeclaims"),
    ] {
        table(talk, name, path).await;
    }
    let nodes = talk.quiet(&get("/api/v1/nodes").accept(TABLE)).await.body;
    talk.fact("nodes", json!(brief(&nodes)["columns"]));
}
