//! What a write may say, and what it is refused for.

use reqwest::Method;
use serde_json::{Value, json};

use crate::drill::{
    ask::{Patch, get, patch, post, put, raw},
    talk::Talk,
    talks::{
        objects::{CONFIGMAPS, config, version},
        workloads::{DEPLOYMENTS, deployment},
    },
};

const WEB: &str = "/apis/apps/v1/namespaces/NS/deployments/web";
const ONE: &str = "/api/v1/namespaces/NS/configmaps/one";

/// A Deployment of no pods, and one with a field that nobody knows.
fn unknown(name: &str) -> Value {
    let mut value = deployment(name, 0);
    value["spec"]["replicsa"] = json!(3);
    value["spec"]["template"]["spec"]["containers"][0]["imagee"] = json!("x");
    value
}

pub async fn validation(talk: &mut Talk) {
    for (mode, name) in [("Strict", "one"), ("Warn", "two"), ("Ignore", "three")] {
        let path = format!("{DEPLOYMENTS}?fieldValidation={mode}");
        talk.ask(&format!("{mode}: unknown fields"), post(&path, &unknown(name)).only(BRIEF)).await;
    }
    talk.ask("unknown fields, and nothing said", post(DEPLOYMENTS, &unknown("four")).only(BRIEF)).await;
    let path = format!("{DEPLOYMENTS}?fieldValidation=Maybe");
    talk.ask("a mode that is none", post(&path, &deployment("five", 0)).only(BRIEF)).await;
    let twice = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"twice"},"data":{"a":"1","a":"2"}}"#;
    for mode in ["Strict", "Warn"] {
        let path = format!("{CONFIGMAPS}?fieldValidation={mode}");
        talk.ask(&format!("{mode}: a field twice"), raw(Method::POST, &path, "application/json", twice)).await;
    }
    talk.quiet(&post(DEPLOYMENTS, &deployment("web", 0))).await;
    for (how, body) in [
        (Patch::Merge, json!({ "spec": { "nonsense": 1 } })),
        (Patch::Strategic, json!({ "spec": { "nonsense": 1 } })),
        (Patch::Json, json!([{ "op": "add", "path": "/spec/nonsense", "value": 1 }])),
    ] {
        for mode in ["Strict", "Warn"] {
            let path = format!("{WEB}?fieldValidation={mode}");
            talk.ask(&format!("{mode}: unknown in a {how:?} patch"), patch(&path, how, &body).only(BRIEF)).await;
        }
    }
}

/// Of an answer that is an object or a refusal.
const BRIEF: &[&str] = &["/kind", "/metadata/name", "/message", "/reason", "/details", "/code"];

/// Changes to a valid Deployment that make it invalid: a pointer, and what stands there.
#[expect(clippy::too_many_lines, reason = "a table")]
fn wrongs() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("fewer than no replicas", "/spec/replicas", json!(-1)),
        ("replicas in words", "/spec/replicas", json!("three")),
        ("replicas and a half", "/spec/replicas", json!(1.5)),
        ("another selector than its labels", "/spec/selector", json!({ "matchLabels": { "app": "other" } })),
        ("no selector", "/spec/selector", Value::Null),
        ("an empty selector", "/spec/selector", json!({})),
        ("a bad label", "/metadata/labels", json!({ "app": "not valid!" })),
        ("labels that are numbers", "/metadata/labels", json!({ "app": 3 })),
        ("a bad annotation", "/metadata/annotations", json!({ "not valid!": "x" })),
        ("no containers", "/spec/template/spec/containers", json!([])),
        ("containers as an object", "/spec/template/spec/containers", json!({})),
        ("no image", "/spec/template/spec/containers/0/image", json!("")),
        ("a bad container name", "/spec/template/spec/containers/0/name", json!("Not_Valid")),
        ("a variable without a name", "/spec/template/spec/containers/0/env", json!([{ "name": "", "value": "x" }])),
        (
            "both a value and a source",
            "/spec/template/spec/containers/0/env",
            json!([{ "name": "A", "value": "x", "valueFrom": { "fieldRef": { "fieldPath": "metadata.name" } } }]),
        ),
        ("a port out of range", "/spec/template/spec/containers/0/ports", json!([{ "containerPort": 70000 }])),
        (
            "a quantity that is none",
            "/spec/template/spec/containers/0/resources",
            json!({ "limits": { "memory": "lots" } }),
        ),
        (
            "more wanted than allowed",
            "/spec/template/spec/containers/0/resources",
            json!({ "requests": { "memory": "2Gi" }, "limits": { "memory": "1Gi" } }),
        ),
        (
            "a mount of nothing",
            "/spec/template/spec/containers/0/volumeMounts",
            json!([{ "name": "none", "mountPath": "/x" }]),
        ),
        (
            "a probe of two kinds",
            "/spec/template/spec/containers/0/readinessProbe",
            json!({ "exec": { "command": ["true"] }, "httpGet": { "path": "/", "port": 80 } }),
        ),
        ("a probe of no kind", "/spec/template/spec/containers/0/readinessProbe", json!({ "periodSeconds": 3 })),
        ("a pull policy that is none", "/spec/template/spec/containers/0/imagePullPolicy", json!("Sometimes")),
        ("a restart policy that a Deployment cannot have", "/spec/template/spec/restartPolicy", json!("Never")),
        (
            "neither surge nor unavailable",
            "/spec/strategy",
            json!({ "type": "RollingUpdate", "rollingUpdate": { "maxSurge": 0, "maxUnavailable": 0 } }),
        ),
        ("a strategy that is none", "/spec/strategy", json!({ "type": "BlueGreen" })),
        (
            "a surge that is no number",
            "/spec/strategy",
            json!({ "type": "RollingUpdate", "rollingUpdate": { "maxSurge": "some" } }),
        ),
        ("a deadline before it is ready", "/spec/progressDeadlineSeconds", json!(0)),
        (
            "the same container twice",
            "/spec/template/spec/containers",
            json!([{ "name": "api", "image": "a" }, { "name": "api", "image": "b" }]),
        ),
    ]
}

pub async fn invalid(talk: &mut Talk) {
    for (what, at, value) in wrongs() {
        let mut wrong = deployment("web", 0);
        // An index is for what is there already.
        let (holder, name) = at.rsplit_once('/').unwrap();
        wrong.pointer_mut(holder).unwrap()[name] = value;
        talk.ask(what, post(&format!("{DEPLOYMENTS}?dryRun=All"), &wrong).only(BRIEF)).await;
    }
    talk.quiet(&post(DEPLOYMENTS, &deployment("web", 0))).await;
    let merge = |body: Value| patch(WEB, Patch::Merge, &body).only(BRIEF);
    talk.ask("patched to fewer than none", merge(json!({ "spec": { "replicas": -1 } }))).await;
    talk.ask("patched to words", merge(json!({ "spec": { "replicas": "three" } }))).await;
    let selector = json!({ "spec": { "selector": { "matchLabels": { "app": "web", "more": "x" } } } });
    talk.ask("a selector that moves", merge(selector)).await;
    talk.ask("a name that moves", merge(json!({ "metadata": { "name": "other" } }))).await;
    talk.ask("a namespace that moves", merge(json!({ "metadata": { "namespace": "default" } }))).await;
    talk.ask("a birthday that moves", merge(json!({ "metadata": { "creationTimestamp": "2001-01-01T00:00:00Z" } })))
        .await;
    talk.ask("a kind that moves", merge(json!({ "kind": "StatefulSet" }))).await;
    let service = json!({ "metadata": { "name": "web" }, "spec": { "ports": [{ "port": 0 }] } });
    talk.ask("a Service of no port", post("/api/v1/namespaces/NS/services", &service).only(BRIEF)).await;
    let set = json!({ "metadata": { "name": "web" }, "spec": { "selector": { "matchLabels": { "app": "web" } },
        "template": deployment("web", 0)["spec"]["template"] } });
    talk.quiet(&post("/apis/apps/v1/namespaces/NS/statefulsets", &set)).await;
    let path = "/apis/apps/v1/namespaces/NS/statefulsets/web";
    let change = json!({ "spec": { "serviceName": "other" } });
    talk.ask("what a StatefulSet keeps", patch(path, Patch::Merge, &change).only(BRIEF)).await;
}

/// A pod template whose list has something to merge.
fn rich() -> Value {
    let mut value = deployment("web", 0);
    value["spec"]["template"]["spec"]["containers"][0]["env"] =
        json!([{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }, { "name": "C", "value": "3" }]);
    let sidecar = json!({ "name": "side", "image": "IMAGE", "command": ["sh", "-c", "sleep 100000"] });
    value["spec"]["template"]["spec"]["containers"].as_array_mut().unwrap().push(sidecar);
    value["spec"]["template"]["spec"]["tolerations"] = json!([{ "key": "a", "operator": "Exists" }]);
    value
}

const CONTAINERS: &[&str] =
    &["/spec/template/spec/containers", "/spec/template/spec/tolerations", "/spec/strategy", "/message", "/reason"];

#[expect(clippy::needless_pass_by_value, reason = "manifests are written where they are used")]
fn container(change: Value) -> Value {
    json!({ "spec": { "template": { "spec": { "containers": [change] } } } })
}

pub async fn strategic(talk: &mut Talk) {
    talk.quiet(&post(DEPLOYMENTS, &rich())).await;
    let steps = [
        ("a variable changed", container(json!({ "name": "api", "env": [{ "name": "B", "value": "two" }] }))),
        ("a variable added", container(json!({ "name": "api", "env": [{ "name": "D", "value": "4" }] }))),
        ("a variable taken away", container(json!({ "name": "api", "env": [{ "name": "A", "$patch": "delete" }] }))),
        (
            "a source for a value",
            container(json!({ "name": "api", "env": [{ "name": "B", "value": null,
            "valueFrom": { "fieldRef": { "fieldPath": "metadata.name" } } }] })),
        ),
        (
            "an order",
            container(
                json!({ "name": "api", "$setElementOrder/env": [{ "name": "D" }, { "name": "C" }, { "name": "B" }],
            "env": [{ "name": "C", "value": "33" }] }),
            ),
        ),
        (
            "all variables replaced",
            container(json!({ "name": "api", "env": [{ "$patch": "replace" }, { "name": "E", "value": "5" }] })),
        ),
        ("a container taken away", container(json!({ "name": "side", "$patch": "delete" }))),
        ("a container added", container(json!({ "name": "new", "image": "IMAGE" }))),
        ("a container without a name", container(json!({ "image": "IMAGE" }))),
        (
            "a list that is one thing",
            json!({ "spec": { "template": { "spec": { "tolerations": [{ "key": "b", "operator": "Exists" }] } } } }),
        ),
        ("keys that are kept", json!({ "spec": { "strategy": { "$retainKeys": ["type"], "type": "Recreate" } } })),
        ("a list taken away", json!({ "spec": { "template": { "spec": { "tolerations": null } } } })),
        ("nothing", json!({})),
        ("a command that nobody knows", container(json!({ "name": "api", "$patch": "explode" }))),
    ];
    for (what, body) in steps {
        talk.ask(what, patch(WEB, Patch::Strategic, &body).only(CONTAINERS)).await;
    }
    let port = |number: u16, target: u16| json!({ "port": number, "targetPort": target, "name": format!("p{number}") });
    let service = json!({ "metadata": { "name": "web" }, "spec": { "selector": { "app": "web" }, "ports": [port(80, 8080), port(81, 8081)] } });
    talk.quiet(&post("/api/v1/namespaces/NS/services", &service)).await;
    let change = json!({ "spec": { "ports": [{ "port": 81, "targetPort": 9091 }] } });
    let path = "/api/v1/namespaces/NS/services/web";
    talk.ask("ports by their number", patch(path, Patch::Strategic, &change).only(&["/spec/ports"])).await;
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub async fn patches(talk: &mut Talk) {
    talk.quiet(&post(CONFIGMAPS, &config("one"))).await;
    let operations = [
        ("add", json!([{ "op": "add", "path": "/data/b", "value": "2" }])),
        ("add where something is", json!([{ "op": "add", "path": "/data/b", "value": "3" }])),
        ("replace", json!([{ "op": "replace", "path": "/data/b", "value": "4" }])),
        ("replace nothing", json!([{ "op": "replace", "path": "/data/none", "value": "4" }])),
        ("remove", json!([{ "op": "remove", "path": "/data/b" }])),
        ("remove nothing", json!([{ "op": "remove", "path": "/data/none" }])),
        ("add below nothing", json!([{ "op": "add", "path": "/metadata/annotations/x", "value": "1" }])),
        (
            "add the map first",
            json!([{ "op": "add", "path": "/metadata/annotations", "value": {} },
            { "op": "add", "path": "/metadata/annotations/example.com~1x", "value": "1" }]),
        ),
        (
            "test and change",
            json!([{ "op": "test", "path": "/data/a", "value": "1" }, { "op": "replace", "path": "/data/a", "value": "9" }]),
        ),
        (
            "a test that fails changes nothing",
            json!([{ "op": "replace", "path": "/data/a", "value": "0" },
            { "op": "test", "path": "/data/a", "value": "1" }]),
        ),
        ("a test of nothing", json!([{ "op": "test", "path": "/data/none", "value": "1" }])),
        ("copy", json!([{ "op": "copy", "from": "/data/a", "path": "/data/c" }])),
        ("move", json!([{ "op": "move", "from": "/data/c", "path": "/data/d" }])),
        ("an operation that is none", json!([{ "op": "explode", "path": "/data/a" }])),
        ("no operations", json!([])),
        ("an object where a list should be", json!({ "data": { "a": "1" } })),
    ];
    for (what, body) in operations {
        let answer = talk.ask(what, patch(ONE, Patch::Json, &body).only(ANSWER)).await;
        assert_ne!(answer.status, 0);
    }
    let merges = [
        ("merge", json!({ "data": { "e": "5" } })),
        ("merge nothing away", json!({ "data": { "none": null } })),
        ("merge away", json!({ "data": { "e": null } })),
        ("merge a list", json!({ "metadata": { "finalizers": [] } })),
        ("merge a number into text", json!({ "data": { "a": 1 } })),
        ("merge a list over an object", json!([1])),
    ];
    for (what, body) in merges {
        talk.ask(what, patch(ONE, Patch::Merge, &body).only(ANSWER)).await;
    }
    for (what, media_type, body) in [
        ("plain JSON is no patch", "application/json", "{}"),
        ("a media type that nobody knows", "text/plain", "x"),
        ("a broken JSON patch", "application/json-patch+json", "[{"),
        ("a broken merge patch", "application/merge-patch+json", "{\"data\":"),
        ("a broken strategic patch", "application/strategic-merge-patch+json", "{\"data\":"),
        ("an empty merge patch", "application/merge-patch+json", ""),
    ] {
        talk.ask(what, raw(Method::PATCH, ONE, media_type, body).only(ANSWER)).await;
    }
    talk.ask(
        "a patch of nothing",
        patch("/api/v1/namespaces/NS/configmaps/none", Patch::Merge, &json!({})).only(ANSWER),
    )
    .await;
    let before = version(&talk.quiet(&get(ONE)).await.body);
    let same = patch(ONE, Patch::Merge, &json!({ "data": { "a": "9" } }));
    let after = version(&talk.quiet(&same).await.body);
    talk.fact("a patch that changes nothing keeps the version", json!(before == after));
    let apply = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\ndata: {a: '1'}\n";
    let path = "/api/v1/namespaces/NS/configmaps/applied";
    let media_type = "application/apply-patch+yaml";
    talk.ask("applied by nobody", raw(Method::PATCH, path, media_type, apply).only(ANSWER)).await;
    let path = format!("{path}?fieldManager=proof");
    talk.ask("applied", raw(Method::PATCH, &path, media_type, apply).only(ANSWER)).await;
    talk.ask("replaced by POST", post(ONE, &config("one")).only(ANSWER)).await;
    talk.ask("put on the collection", put(CONFIGMAPS, &config("one")).only(ANSWER)).await;
    talk.ask("patched as a collection", patch(CONFIGMAPS, Patch::Merge, &json!({})).only(ANSWER)).await;
}

const ANSWER: &[&str] =
    &["/kind", "/data", "/metadata/annotations", "/status", "/message", "/reason", "/details", "/code"];
