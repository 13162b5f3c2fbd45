//! Generations, status, scale and eviction.

use serde_json::{Value, json};

use crate::drill::{
    ask::{Patch, delete, get, patch, post, put},
    talk::Talk,
    talks::{
        objects::version,
        workloads::{
            DEPLOYMENTS, PODS, SLEEP, STATEFULSETS, deployment, is_ready, is_settled, pod_spec, second, workload,
        },
    },
};

fn generation(object: &Value) -> i64 {
    object["metadata"]["generation"].as_i64().unwrap_or_default()
}

pub async fn generations(talk: &mut Talk) {
    for (collection, made) in [
        (DEPLOYMENTS, deployment("web", 0)),
        (STATEFULSETS, workload("StatefulSet", "web", &pod_spec(SLEEP))),
        ("/apis/apps/v1/namespaces/NS/daemonsets", workload("DaemonSet", "web", &pod_spec(SLEEP))),
    ] {
        let kind = made["kind"].as_str().unwrap().to_owned();
        let path = format!("{collection}/web");
        let mut last = generation(&talk.quiet(&post(collection, &made)).await.body);
        talk.fact(&format!("{kind}: first"), json!(last));
        for (what, body) in [
            ("a label", json!({ "metadata": { "labels": { "more": "x" } } })),
            ("an annotation", json!({ "metadata": { "annotations": { "example.com/x": "1" } } })),
            ("the same annotation", json!({ "metadata": { "annotations": { "example.com/x": "1" } } })),
            (
                "a template",
                json!({ "spec": { "template": { "metadata": { "annotations": { "example.com/y": "1" } } } } }),
            ),
            (
                "the same template",
                json!({ "spec": { "template": { "metadata": { "annotations": { "example.com/y": "1" } } } } }),
            ),
            ("the history's length", json!({ "spec": { "revisionHistoryLimit": 5 } })),
            ("a status", json!({ "status": { "observedGeneration": 77 } })),
        ] {
            let object = talk.quiet(&patch(&path, Patch::Merge, &body)).await.body;
            let now = generation(&object);
            talk.fact(&format!("{kind}: {what} raises it by"), json!(now - last));
            talk.fact(&format!("{kind}: {what} leaves no status"), json!(object["status"]["observedGeneration"] != 77));
            last = now;
        }
        let seen = talk
            .until(collection, "web", |object| {
                object["status"]["observedGeneration"] == object["metadata"]["generation"]
            })
            .await;
        talk.fact(&format!("{kind}: it is seen"), json!(generation(&seen) == last));
    }
}

pub async fn status(talk: &mut Talk) {
    talk.quiet(&post(DEPLOYMENTS, &deployment("web", 0))).await;
    let settled = talk.until(DEPLOYMENTS, "web", is_settled).await;
    let path = format!("{DEPLOYMENTS}/web/status");
    let read = talk.quiet(&get(&path)).await.body;
    talk.fact("the status is the object", json!(read["spec"] == settled["spec"] && read["kind"] == "Deployment"));
    let condition = json!({ "type": "Mine", "status": "True", "reason": "Because", "message": "as I say" });
    let both = json!({ "spec": { "replicas": 9 }, "metadata": { "labels": { "more": "x" } }, "status": { "conditions": [condition] } });
    let answer = talk.quiet(&patch(&path, Patch::Strategic, &both)).await.body;
    let mine = answer["status"]["conditions"].as_array().unwrap().iter().find(|one| one["type"] == "Mine").cloned();
    talk.fact(
        "a status patch leaves the spec",
        json!([answer["spec"]["replicas"], answer["metadata"]["labels"], mine]),
    );
    talk.fact("and no generation", json!(generation(&answer) == generation(&settled)));
    let pod =
        json!({ "metadata": { "name": "made-by-hand" }, "spec": pod_spec(SLEEP), "status": { "phase": "Running" } });
    talk.ask("a status that comes with it", post(PODS, &pod).only(&["/status/phase", "/status/qosClass"])).await;
}

pub async fn scale(talk: &mut Talk) {
    talk.quiet(&post(DEPLOYMENTS, &deployment("web", 1))).await;
    talk.until(DEPLOYMENTS, "web", is_settled).await;
    let path = format!("{DEPLOYMENTS}/web/scale");
    let read = talk.ask("read", get(&path)).await.body;
    let mut wanted = read.clone();
    wanted["spec"]["replicas"] = json!(2);
    talk.ask("replaced", put(&path, &wanted).only(&["/kind", "/spec", "/metadata/name"])).await;
    talk.ask("replaced with a stale version", put(&path, &wanted)).await;
    wanted["metadata"]["resourceVersion"] = Value::Null;
    wanted["spec"]["replicas"] = json!(0);
    talk.ask("replaced without a version", put(&path, &wanted).only(&["/kind", "/spec", "/metadata/name"])).await;
    let merge = |body: Value| patch(&path, Patch::Merge, &body);
    talk.ask("patched", merge(json!({ "spec": { "replicas": 1 } })).only(&["/kind", "/apiVersion", "/spec"])).await;
    talk.ask("to fewer than none", merge(json!({ "spec": { "replicas": -1 } }))).await;
    let trial = format!("{path}?dryRun=All");
    talk.ask(
        "for a trial",
        patch(&trial, Patch::Merge, &json!({ "spec": { "replicas": 7 } })).only(&["/kind", "/spec"]),
    )
    .await;
    talk.ask("what it is then", get(&format!("{DEPLOYMENTS}/web")).only(&["/spec/replicas"])).await;
    talk.ask("of nothing", get(&format!("{DEPLOYMENTS}/none/scale"))).await;
    let settled = talk.until(DEPLOYMENTS, "web", is_settled).await;
    let same = talk.quiet(&patch(&path, Patch::Merge, &json!({ "spec": { "replicas": 1 } }))).await.body;
    talk.fact("a scale that changes nothing keeps the version", json!(version(&same) == version(&settled)));
    let set = workload("StatefulSet", "db", &pod_spec(SLEEP));
    talk.quiet(&post(STATEFULSETS, &set)).await;
    talk.until(PODS, "db-0", is_ready).await;
    talk.until(STATEFULSETS, "db", |set| set["status"]["readyReplicas"] == 1).await;
    talk.ask("of a StatefulSet", get(&format!("{STATEFULSETS}/db/scale")).only(&["/kind", "/spec", "/status"])).await;
}

pub async fn eviction(talk: &mut Talk) {
    talk.quiet(&post(DEPLOYMENTS, &deployment("web", 2))).await;
    let budget = |least: u32| json!({ "metadata": { "name": "web" }, "spec": { "minAvailable": least, "selector": { "matchLabels": { "app": "web" } } } });
    let budgets = "/apis/policy/v1/namespaces/NS/poddisruptionbudgets";
    talk.quiet(&post(budgets, &budget(1))).await;
    talk.until(DEPLOYMENTS, "web", is_settled).await;
    let allowed = |object: &Value| object["status"]["disruptionsAllowed"] == 1;
    let seen = talk.until(budgets, "web", allowed).await;
    talk.fact("a budget", json!([seen["status"], seen["spec"]]));
    let pods = talk.quiet(&get(&format!("{PODS}?labelSelector=app%3Dweb"))).await.body;
    let name = |at: usize| pods["items"][at]["metadata"]["name"].as_str().unwrap().to_owned();
    let evict = |name: &str| {
        post(
            &format!("{PODS}/{name}/eviction"),
            &json!({ "apiVersion": "policy/v1", "kind": "Eviction", "metadata": { "name": name } }),
        )
    };
    talk.ask("one may go", evict(&name(0))).await;
    talk.quiet(&patch(&format!("{budgets}/web"), Patch::Merge, &json!({ "spec": { "minAvailable": 2 } }))).await;
    talk.until(budgets, "web", |object| {
        object["status"]["observedGeneration"] == object["metadata"]["generation"]
            && object["status"]["disruptionsAllowed"] == 0
    })
    .await;
    talk.ask("the next may not", evict(&name(1)).only(&["/status", "/reason", "/code", "/message"])).await;
    talk.ask("one that is not there", evict("none")).await;
    talk.quiet(&delete(&format!("{budgets}/web"))).await;
    talk.ask("with no budget it may", evict(&name(1))).await;
    talk.ask(
        "a second template",
        patch(&format!("{DEPLOYMENTS}/web"), Patch::Merge, &second(&deployment("web", 2))).only(&["/kind"]),
    )
    .await;
}
