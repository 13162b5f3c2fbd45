//! What controllers make of a Deployment: revisions, conditions, undo, pause, restart.

use serde_json::{Value, json};

use crate::drill::{
    ask::{Patch, delete_with, get, patch, post},
    talk::{Talk, part},
    talks::workloads::{
        DEPLOYMENTS, PODS, REPLICASETS, SLEEP, deployment, has_condition, is_settled, pod_that_ends, running, second,
        workload,
    },
};

const WEB: &str = "/apis/apps/v1/namespaces/NS/deployments/web";

/// Its ReplicaSets by revision: what is on them, and what they are at.
async fn history(talk: &mut Talk, step: &str) -> Vec<Value> {
    let list = talk.quiet(&get(REPLICASETS)).await.body;
    let mut sets = list["items"].as_array().unwrap().clone();
    let revision = |set: &Value| {
        set["metadata"]["annotations"]["deployment.kubernetes.io/revision"]
            .as_str()
            .and_then(|text| text.parse::<u32>().ok())
    };
    sets.sort_by_key(revision);
    let brief: Vec<Value> = sets
        .iter()
        .map(|set| {
            json!([
                set["metadata"]["annotations"],
                set["spec"]["replicas"],
                set["spec"]["template"]["spec"]["containers"][0]["env"]
            ])
        })
        .collect();
    talk.fact(step, json!(brief));
    sets
}

async fn settled(talk: &Talk) -> Value {
    // The change comes first, then what the controller makes of it: `is_settled` looks at generations.
    talk.until(DEPLOYMENTS, "web", |web| {
        is_settled(web) && has_condition(web, "Progressing", "True", Some("NewReplicaSetAvailable"))
    })
    .await
}

pub async fn rollout(talk: &mut Talk) {
    let mut first = deployment("web", 2);
    first["metadata"]["annotations"] = json!({ "kubernetes.io/change-cause": "first", "example.com/team": "a" });
    talk.ask("made", post(DEPLOYMENTS, &first)).await;
    let web = settled(talk).await;
    talk.fact("the Deployment", web.clone());
    let sets = history(talk, "one revision").await;
    talk.fact("its ReplicaSet", sets[0].clone());
    let mut next = second(&first);
    next["metadata"]["annotations"]["kubernetes.io/change-cause"] = json!("second");
    talk.ask("changed", patch(WEB, Patch::Strategic, &next).only(&["/metadata/generation", "/metadata/annotations"]))
        .await;
    settled(talk).await;
    let sets = history(talk, "two revisions").await;
    talk.fact("the old one", json!([sets[0]["status"], sets[0]["spec"]["replicas"]]));
    let mut template = sets[0]["spec"]["template"].clone();
    template["metadata"]["labels"].as_object_mut().unwrap().remove("pod-template-hash");
    let undo = json!([{ "op": "replace", "path": "/spec/template", "value": template }]);
    talk.ask("undone by its template", patch(WEB, Patch::Json, &undo).only(&["/metadata/generation"])).await;
    let web = settled(talk).await;
    talk.fact(
        "after it",
        part(&web, &["/metadata/annotations", "/status/conditions", "/spec/template/spec/containers/0/env"]),
    );
    let again = history(talk, "the old one is the newest").await;
    talk.fact("and the same", json!(again.len() == 2 && again[1]["metadata"]["uid"] == sets[0]["metadata"]["uid"]));
    let restart = json!({ "spec": { "template": { "metadata": { "annotations": { "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z" } } } } });
    talk.ask(
        "restarted",
        patch(WEB, Patch::Strategic, &restart).only(&["/metadata/generation", "/spec/template/metadata"]),
    )
    .await;
    settled(talk).await;
    history(talk, "after a restart").await;
    talk.quiet(&patch(WEB, Patch::Merge, &json!({ "spec": { "revisionHistoryLimit": 0 } }))).await;
    talk.gone(REPLICASETS, again[1]["metadata"]["name"].as_str().unwrap()).await;
    talk.gone(REPLICASETS, again[0]["metadata"]["name"].as_str().unwrap()).await;
    history(talk, "no history").await;
}

pub async fn paused(talk: &mut Talk) {
    talk.quiet(&post(DEPLOYMENTS, &deployment("web", 1))).await;
    settled(talk).await;
    let pause = |paused: bool| {
        patch(WEB, Patch::Merge, &json!({ "spec": { "paused": paused } }))
            .only(&["/spec/paused", "/metadata/generation"])
    };
    talk.ask("paused", pause(true)).await;
    let web = talk
        .until(DEPLOYMENTS, "web", |web| has_condition(web, "Progressing", "Unknown", Some("DeploymentPaused")))
        .await;
    talk.fact("its conditions", json!(web["status"]["conditions"]));
    talk.quiet(&patch(WEB, Patch::Strategic, &second(&deployment("web", 1)))).await;
    let seen = |web: &Value| web["status"]["observedGeneration"] == web["metadata"]["generation"];
    talk.until(DEPLOYMENTS, "web", seen).await;
    history(talk, "no revision while it is paused").await;
    talk.quiet(&patch(WEB, Patch::Merge, &json!({ "spec": { "replicas": 2 } }))).await;
    let web = talk.until(DEPLOYMENTS, "web", |web| web["status"]["availableReplicas"] == 2 && seen(web)).await;
    let counts =
        ["/status/replicas", "/status/updatedReplicas", "/status/availableReplicas", "/status/unavailableReplicas"];
    talk.fact("it scales all the same", part(&web, &counts));
    history(talk, "with the old template").await;
    talk.ask("resumed", pause(false)).await;
    let web = settled(talk).await;
    talk.fact("then it goes on", part(&web, &["/status/conditions", "/status/updatedReplicas"]));
    history(talk, "two revisions").await;
}

pub async fn stuck(talk: &mut Talk) {
    talk.quiet(&post(DEPLOYMENTS, &deployment("web", 4))).await;
    settled(talk).await;
    let mut bad = workload("Deployment", "web", &pod_that_ends("echo \"KeyError: 'DATABASE_URL'\"; exit 1"));
    bad["spec"]["progressDeadlineSeconds"] = json!(5);
    talk.quiet(&patch(WEB, Patch::Strategic, &bad)).await;
    let web = talk
        .until(DEPLOYMENTS, "web", |web| has_condition(web, "Progressing", "False", Some("ProgressDeadlineExceeded")))
        .await;
    let status = [
        "/status/replicas",
        "/status/updatedReplicas",
        "/status/availableReplicas",
        "/status/unavailableReplicas",
        "/status/readyReplicas",
    ];
    talk.fact("its status", part(&web, &status));
    talk.fact("its conditions", json!(web["status"]["conditions"]));
    history(talk, "its revisions").await;
    talk.quiet(&patch(WEB, Patch::Strategic, &running("web", 4, SLEEP))).await;
    let web = settled(talk).await;
    talk.fact("recovered", part(&web, &["/status"]));
}

pub async fn recreate(talk: &mut Talk) {
    let mut web = deployment("web", 2);
    web["spec"]["strategy"] = json!({ "type": "Recreate" });
    talk.quiet(&post(DEPLOYMENTS, &web)).await;
    settled(talk).await;
    let list = talk.quiet(&get(&format!("{PODS}?labelSelector=app%3Dweb"))).await.body;
    let old: Vec<Value> = list["items"].as_array().unwrap().iter().map(|pod| pod["metadata"]["uid"].clone()).collect();
    let version = list["metadata"]["resourceVersion"].as_str().unwrap();
    let mut watch = talk.watch(&format!("{PODS}?labelSelector=app%3Dweb&watch=1&resourceVersion={version}")).await;
    talk.quiet(&patch(WEB, Patch::Strategic, &second(&web))).await;
    let mut gone = 0;
    while let Some(event) = watch.next().await {
        let is_old = old.contains(&event["object"]["metadata"]["uid"]);
        gone += u32::from(is_old && event["type"] == "DELETED");
        if !is_old {
            break;
        }
    }
    talk.fact("the old ones go before a new one comes", json!(gone));
    let web = settled(talk).await;
    talk.fact("and it comes up", part(&web, &["/status/conditions", "/status/availableReplicas"]));
}

pub async fn cascade(talk: &mut Talk) {
    for (policy, name) in [("Orphan", "orphan"), ("Foreground", "fore"), ("Background", "back")] {
        talk.quiet(&post(DEPLOYMENTS, &deployment(name, 1))).await;
        talk.until(DEPLOYMENTS, name, is_settled).await;
        let options = json!({ "propagationPolicy": policy });
        talk.ask(
            policy,
            delete_with(&format!("{DEPLOYMENTS}/{name}"), &options).only(&[
                "/kind",
                "/status",
                "/details/name",
                "/metadata/finalizers",
            ]),
        )
        .await;
        talk.gone(DEPLOYMENTS, name).await;
        let list = talk.quiet(&get(&format!("{REPLICASETS}?labelSelector=app%3D{name}"))).await.body;
        if policy == "Background" {
            for set in list["items"].as_array().unwrap() {
                talk.gone(REPLICASETS, set["metadata"]["name"].as_str().unwrap()).await;
            }
        } else {
            let sets: Vec<Value> = list["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|set| json!([set["metadata"]["ownerReferences"], set["status"]["replicas"]]))
                .collect();
            talk.fact(&format!("{policy} leaves"), json!(sets));
        }
    }
    talk.ask(
        "a namespace",
        delete_with("/api/v1/namespaces/NS", &json!({})).only(&["/kind", "/status/phase", "/spec/finalizers"]),
    )
    .await;
    talk.ask(
        "is no place for anything new",
        post(
            PODS,
            &json!({ "metadata": { "name": "late" }, "spec": { "containers": [{ "name": "a", "image": "IMAGE" }] } }),
        ),
    )
    .await;
    talk.gone("/api/v1/namespaces", &talk.namespace.clone()).await;
    talk.ask("and is gone", get("/api/v1/namespaces/NS")).await;
}
