//! Who may not, and what is not there.

use reqwest::Method;
use serde_json::{Value, json};

use crate::drill::{
    ask::{Ask, Patch, Who, delete, get, patch, post, raw},
    talk::Talk,
    talks::{
        objects::{CONFIGMAPS, config},
        workloads::{DEPLOYMENTS, PODS, SLEEP, deployment, is_ready, pod_spec, waits_again},
    },
};

const SELF: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

pub async fn rights(talk: &mut Talk) {
    talk.quiet(&post(CONFIGMAPS, &config("one"))).await;
    talk.quiet(&post(DEPLOYMENTS, &deployment("web", 0))).await;
    let web = format!("{DEPLOYMENTS}/web");
    let scale = json!({ "spec": { "replicas": 1 } });
    let asks: [(&str, Ask); 16] = [
        ("makes", post(CONFIGMAPS, &config("two"))),
        ("makes, for a trial", post(&format!("{CONFIGMAPS}?dryRun=All"), &config("two"))),
        ("patches", patch(&web, Patch::Merge, &scale)),
        ("patches, for a trial", patch(&format!("{web}?dryRun=All"), Patch::Merge, &scale)),
        ("patches the scale", patch(&format!("{web}/scale"), Patch::Merge, &scale)),
        ("patches the status", patch(&format!("{web}/status"), Patch::Merge, &json!({}))),
        ("deletes", delete(&web)),
        ("deletes all", delete(CONFIGMAPS)),
        ("lists Secrets", get("/api/v1/namespaces/NS/secrets")),
        ("lists all Secrets", get("/api/v1/secrets")),
        ("reads a Secret", get("/api/v1/namespaces/NS/secrets/none")),
        ("watches Secrets", get("/api/v1/namespaces/NS/secrets?watch=1")),
        ("makes a namespace", post("/api/v1/namespaces", &json!({ "metadata": { "name": "x" } }))),
        ("patches what is not there", patch(&format!("{DEPLOYMENTS}/none"), Patch::Merge, &scale)),
        ("evicts", post(&format!("{PODS}/none/eviction"), &json!({ "metadata": { "name": "none" } }))),
        ("patches a node", patch("/api/v1/nodes/none", Patch::Merge, &json!({ "spec": { "unschedulable": true } }))),
    ];
    for (what, ask) in asks {
        talk.ask(&format!("a viewer {what}"), ask.by(Who::Viewer)).await;
    }
    let found = talk.seen_by(Who::Viewer, CONFIGMAPS).await;
    talk.fact("a viewer lists", json!([found.status, found.body["kind"]]));
    for (who, name) in [(Who::Stranger, "a stranger"), (Who::Nobody, "nobody")] {
        talk.ask(&format!("{name} lists"), get(CONFIGMAPS).by(who)).await;
        talk.ask(&format!("{name} deletes"), delete(&web).by(who)).await;
        let version = talk.seen_by(who, "/version").await;
        talk.fact(&format!("{name} asks for the version"), json!(version.status));
    }
    reviews(talk).await;
}

fn may(verb: &str, group: &str, resource: &str, subresource: &str) -> Value {
    json!({ "spec": { "resourceAttributes": {
        "namespace": "NS", "verb": verb, "group": group, "resource": resource, "subresource": subresource, "name": "web" } } })
}

async fn reviews(talk: &mut Talk) {
    for (verb, group, resource, subresource) in [
        ("get", "apps", "deployments", ""),
        ("patch", "apps", "deployments", ""),
        ("update", "apps", "deployments", "scale"),
        ("list", "apps", "replicasets", ""),
        ("get", "", "pods", "log"),
        ("list", "", "secrets", ""),
        ("delete", "", "pods", ""),
    ] {
        for who in [Who::Operator, Who::Viewer] {
            let answer = talk.quiet(&post(SELF, &may(verb, group, resource, subresource)).by(who)).await;
            let said = json!([answer.status, answer.body["status"]["allowed"], answer.body["kind"]]);
            talk.fact(&format!("may {who:?} {verb} {resource}/{subresource}"), said);
        }
    }
    talk.ask("nothing asked", post(SELF, &json!({ "spec": {} }))).await;
    let review = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    let who = talk
        .quiet(
            &post(review, &json!({ "kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1" }))
                .by(Who::Viewer),
        )
        .await;
    talk.fact("who a viewer is", json!([who.status, who.body["kind"], who.body["status"]["userInfo"]["username"]]));
    let rules = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
    let answer = talk.quiet(&post(rules, &json!({ "spec": { "namespace": "NS" } })).by(Who::Viewer)).await;
    let status = &answer.body["status"];
    talk.fact(
        "rules",
        json!([
            answer.status,
            answer.body["kind"],
            status["resourceRules"].is_array(),
            status["incomplete"].is_boolean()
        ]),
    );
}

pub async fn unknown(talk: &mut Talk) {
    talk.quiet(&post(CONFIGMAPS, &config("one"))).await;
    for path in [
        "/nope",
        "/api/v2",
        "/api/v1/nothings",
        "/api/v1/namespaces/NS/nothings",
        "/api/v1/namespaces/NS/nothings/one",
        "/apis/nope/v1",
        "/apis/apps/v2",
        "/apis/apps/v2/namespaces/NS/deployments",
        "/apis/apps/v1/namespaces/NS/nothings",
        "/api/v1/namespaces/NS/configmaps/one/status",
        "/api/v1/namespaces/NS/configmaps/one/scale",
        "/api/v1/namespaces/NS/pods/none",
        "/api/v1/namespaces/NS/pods/none/log",
        "/apis/apps/v1/namespaces/NS/deployments/none/scale",
        "/apis/apps/v1/namespaces/NS/daemonsets/none/scale",
        "/apis/metrics.k8s.io/v1beta1/pods",
        "/api/v1/nodes/none",
        "/api/v1/namespaces/none-such",
    ] {
        let path = path.replace("NS", &talk.namespace);
        talk.ask(&path.replace(&talk.namespace, "{ns}"), get(&path)).await;
    }
    let elsewhere = talk.quiet(&get("/api/v1/namespaces/none-such/configmaps")).await.body;
    talk.fact("a list of no namespace", json!([elsewhere["kind"], elsewhere["items"]]));
    talk.ask("POST to an object", post(&format!("{CONFIGMAPS}/one"), &config("one"))).await;
    talk.ask("PATCH of a list", patch(CONFIGMAPS, Patch::Merge, &json!({}))).await;
    talk.ask("POST to the version", raw(Method::POST, "/version", "application/json", "{}")).await;
    talk.ask("DELETE of all namespaces", delete("/api/v1/namespaces")).await;
    talk.ask("a verb that is none", raw(Method::TRACE, CONFIGMAPS, "application/json", "").only(&["/kind"])).await;
}

pub async fn logs(talk: &mut Talk) {
    let counting = "for i in 1 2 3 4 5 6; do echo line $i; done; sleep 100000";
    let pod = |name: &str, spec: Value| json!({ "metadata": { "name": name }, "spec": spec });
    talk.quiet(&post(PODS, &pod("one", pod_spec(counting)))).await;
    let mut two = pod_spec(counting);
    two["containers"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "name": "side", "image": "IMAGE", "command": ["sh", "-c", SLEEP] }));
    talk.quiet(&post(PODS, &pod("two", two))).await;
    let mut waits = pod_spec(SLEEP);
    waits["containers"][0]["image"] = json!("registry.local/nothere:1");
    talk.quiet(&post(PODS, &pod("waits", waits))).await;
    let mut ends = pod_spec("echo first; exit 3");
    ends["restartPolicy"] = json!("OnFailure");
    talk.quiet(&post(PODS, &pod("ends", ends))).await;
    talk.until(PODS, "one", is_ready).await;
    talk.until(PODS, "two", is_ready).await;
    let is_pulling =
        |pod: &Value| pod["status"]["containerStatuses"][0]["state"]["waiting"]["reason"] == "ImagePullBackOff";
    talk.until(PODS, "waits", is_pulling).await;
    // What waits is soon tried again, and then says something else.
    talk.ask("of a pod that waits", get(&format!("{PODS}/waits/log"))).await;
    talk.until(PODS, "ends", waits_again).await;
    talk.ask("of one that ended, before", get(&format!("{PODS}/ends/log?previous=true"))).await;
    for (what, path) in [
        ("all", "one/log"),
        ("the last two", "one/log?tailLines=2"),
        ("none of them", "one/log?tailLines=0"),
        ("more than there are", "one/log?tailLines=99"),
        ("some bytes", "one/log?limitBytes=10"),
        ("some bytes of the last two", "one/log?tailLines=2&limitBytes=4"),
        ("of the last hour", "one/log?sinceSeconds=3600"),
        ("since then", "one/log?sinceTime=2001-01-01T00:00:00Z"),
        ("with times", "one/log?timestamps=true&tailLines=1"),
        ("before this one", "one/log?previous=true"),
        ("of the container", "one/log?container=api&tailLines=1"),
        ("of a container that is none", "one/log?container=none"),
        ("of which container", "two/log"),
        ("of one of two", "two/log?container=api&tailLines=1"),
        ("of the quiet one", "two/log?container=side"),
        ("fewer lines than none", "one/log?tailLines=-1"),
        ("lines in words", "one/log?tailLines=two"),
        ("fewer bytes than one", "one/log?limitBytes=0"),
        ("fewer seconds than one", "one/log?sinceSeconds=0"),
        ("both times", "one/log?sinceSeconds=5&sinceTime=2001-01-01T00:00:00Z"),
    ] {
        talk.ask(what, get(&format!("{PODS}/{path}"))).await;
    }
    talk.ask("as JSON", get(&format!("{PODS}/one/log?tailLines=1")).accept("application/json")).await;
}
