//! Making, reading, changing and deleting one object.

use reqwest::Method;
use serde_json::{Value, json};

use crate::drill::{
    ask::{Patch, delete, delete_with, get, patch, post, put, raw},
    talk::Talk,
};

pub const CONFIGMAPS: &str = "/api/v1/namespaces/NS/configmaps";

pub fn config(name: &str) -> Value {
    json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name, "labels": { "app": "web" } },
        "data": { "a": "1" } })
}

fn of(name: &str) -> String {
    format!("{CONFIGMAPS}/{name}")
}

pub fn version(object: &Value) -> String {
    object["metadata"]["resourceVersion"].as_str().unwrap().to_owned()
}

pub async fn objects(talk: &mut Talk) {
    let made = talk.ask("made", post(CONFIGMAPS, &config("one"))).await.body;
    talk.ask("made twice", post(CONFIGMAPS, &config("one"))).await;
    talk.ask("read", get(&of("one"))).await;
    talk.ask("nothing there", get(&of("none"))).await;
    let same = talk.ask("the same again", put(&of("one"), &made)).await.body;
    talk.fact("a write that changes nothing keeps the version", json!(version(&made) == version(&same)));
    let mut other = made.clone();
    other["data"]["a"] = json!("2");
    let changed = talk.ask("changed", put(&of("one"), &other)).await.body;
    talk.fact("a change moves the version", json!(version(&made) != version(&changed)));
    other["metadata"]["name"] = json!("two");
    talk.ask("another name than the path's", put(&of("one"), &other)).await;
    let mut elsewhere = config("one");
    elsewhere["metadata"]["namespace"] = json!("default");
    talk.ask("another namespace than the path's", post(CONFIGMAPS, &elsewhere)).await;
    talk.ask("replaced without a version", put(&of("one"), &config("one"))).await;
    talk.ask("replaced where nothing is", put(&of("none"), &config("none"))).await;
    let generated = json!({ "metadata": { "generateName": "made-" }, "data": {} });
    let one = talk.ask("a generated name", post(CONFIGMAPS, &generated)).await.body;
    let other = talk.quiet(&post(CONFIGMAPS, &generated)).await.body;
    talk.fact("generated names differ", json!(one["metadata"]["name"] != other["metadata"]["name"]));
    talk.ask("no name", post(CONFIGMAPS, &json!({ "metadata": {} }))).await;
    talk.ask("a bad name", post(CONFIGMAPS, &config("Not_A-Name"))).await;
    talk.ask("no JSON", raw(Method::POST, CONFIGMAPS, "application/json", "{")).await;
    talk.ask("an empty body", raw(Method::POST, CONFIGMAPS, "application/json", "")).await;
    talk.ask(
        "another kind",
        post(CONFIGMAPS, &json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "x" } })),
    )
    .await;
    talk.ask(
        "another version",
        post(CONFIGMAPS, &json!({ "apiVersion": "v2", "kind": "ConfigMap", "metadata": { "name": "x" } })),
    )
    .await;
    talk.ask("a media type that nobody knows", raw(Method::POST, CONFIGMAPS, "text/plain", "x")).await;
    let yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yaml}\ndata: {a: b}\n";
    talk.ask("YAML", raw(Method::POST, CONFIGMAPS, "application/yaml", yaml)).await;
    talk.ask("no such namespace", post("/api/v1/namespaces/none-such/configmaps", &config("one"))).await;
    let secret = json!({ "metadata": { "name": "key" }, "stringData": { "token": "abc" } });
    talk.ask("text of a Secret", post("/api/v1/namespaces/NS/secrets", &secret)).await;
    let mut fixed = config("fixed");
    fixed["immutable"] = json!(true);
    talk.quiet(&post(CONFIGMAPS, &fixed)).await;
    talk.ask("what is immutable", patch(&of("fixed"), Patch::Merge, &json!({ "data": { "a": "2" } }))).await;
}

pub async fn conflicts(talk: &mut Talk) {
    let first = talk.quiet(&post(CONFIGMAPS, &config("one"))).await.body;
    let mut second = first.clone();
    second["data"]["a"] = json!("2");
    talk.quiet(&put(&of("one"), &second)).await;
    second["data"]["a"] = json!("3");
    talk.ask("a stale version, replaced", put(&of("one"), &second)).await;
    let stale = json!({ "metadata": { "resourceVersion": version(&first) }, "data": { "a": "3" } });
    talk.ask("a stale version, merged", patch(&of("one"), Patch::Merge, &stale)).await;
    talk.ask("a stale version, strategically", patch(&of("one"), Patch::Strategic, &stale)).await;
    let operations = json!([
        { "op": "replace", "path": "/metadata/resourceVersion", "value": version(&first) },
        { "op": "replace", "path": "/data/a", "value": "3" },
    ]);
    talk.ask("a stale version, by JSON patch", patch(&of("one"), Patch::Json, &operations)).await;
    let uid = "00000000-0000-4000-8000-000000000000";
    let test = json!([{ "op": "test", "path": "/metadata/uid", "value": uid }, { "op": "remove", "path": "/data/a" }]);
    talk.ask("a test that fails", patch(&of("one"), Patch::Json, &test)).await;
    let mut wrong = config("one");
    wrong["metadata"]["uid"] = json!(uid);
    talk.ask("another uid, replaced", put(&of("one"), &wrong)).await;
    talk.ask("another uid, merged", patch(&of("one"), Patch::Merge, &json!({ "metadata": { "uid": uid } }))).await;
    let mut rubbish = config("one");
    rubbish["metadata"]["resourceVersion"] = json!("abc");
    talk.ask("a version that is none", put(&of("one"), &rubbish)).await;
    talk.ask("made with a version", post(CONFIGMAPS, &json!({ "metadata": { "name": "x", "resourceVersion": "5" } })))
        .await;
    talk.ask("what is there", get(&of("one")).only(&["/data"])).await;
}

pub async fn dry_run(talk: &mut Talk) {
    talk.ask("made", post(&format!("{CONFIGMAPS}?dryRun=All"), &config("one"))).await;
    talk.ask("nothing was made", get(&of("one"))).await;
    let made = talk.quiet(&post(CONFIGMAPS, &config("one"))).await.body;
    talk.ask("made twice", post(&format!("{CONFIGMAPS}?dryRun=All"), &config("one"))).await;
    let change = json!({ "data": { "a": "2" } });
    let path = format!("{}?dryRun=All", of("one"));
    let tried = talk.ask("changed", patch(&path, Patch::Merge, &change)).await.body;
    talk.fact("the version is the old one", json!(version(&tried) == version(&made)));
    let mut replaced = made.clone();
    replaced["data"]["b"] = json!("x");
    talk.ask("replaced", put(&path, &replaced)).await;
    talk.ask("deleted", delete(&path)).await;
    talk.ask("deleted, by its options", delete_with(&of("one"), &json!({ "dryRun": ["All"] }))).await;
    talk.ask("all deleted", delete(&format!("{CONFIGMAPS}?dryRun=All&labelSelector=app%3Dweb"))).await;
    let there = talk.ask("everything is there", get(&of("one"))).await.body;
    talk.fact("nothing moved", json!(version(&there) == version(&made)));
    talk.ask("half a run", post(&format!("{CONFIGMAPS}?dryRun=Half"), &config("two"))).await;
    talk.ask("a stale version", put(&path, &json!({ "metadata": { "name": "one", "resourceVersion": "1" } }))).await;
}

pub async fn deletion(talk: &mut Talk) {
    let made = talk.quiet(&post(CONFIGMAPS, &config("one"))).await.body;
    let preconditions =
        |uid: &str, version: &str| json!({ "preconditions": { "uid": uid, "resourceVersion": version } });
    let uid = made["metadata"]["uid"].as_str().unwrap();
    let other = "00000000-0000-4000-8000-000000000000";
    talk.ask("another uid", delete_with(&of("one"), &json!({ "preconditions": { "uid": other } }))).await;
    talk.ask("another version", delete_with(&of("one"), &preconditions(uid, "1"))).await;
    talk.ask("a policy that is none", delete_with(&of("one"), &json!({ "propagationPolicy": "Sideways" }))).await;
    talk.ask("deleted", delete_with(&of("one"), &preconditions(uid, &version(&made)))).await;
    talk.ask("deleted again", delete(&of("one"))).await;
    let mut held = config("held");
    held["metadata"]["finalizers"] = json!(["example.com/hold"]);
    talk.quiet(&post(CONFIGMAPS, &held)).await;
    talk.ask("held by a finalizer", delete(&of("held"))).await;
    talk.ask("held still", get(&of("held")).only(&["/metadata/finalizers", "/metadata/deletionGracePeriodSeconds"]))
        .await;
    let more = json!({ "metadata": { "finalizers": ["example.com/hold", "example.com/more"] } });
    talk.ask("another finalizer, too late", patch(&of("held"), Patch::Merge, &more)).await;
    talk.ask("let go", patch(&of("held"), Patch::Merge, &json!({ "metadata": { "finalizers": null } }))).await;
    talk.ask("gone", get(&of("held"))).await;
    for name in ["a", "b", "c"] {
        talk.quiet(&post(CONFIGMAPS, &config(name))).await;
    }
    talk.quiet(&patch(&of("c"), Patch::Merge, &json!({ "metadata": { "labels": { "app": "other" } } }))).await;
    talk.ask("some at once", delete(&format!("{CONFIGMAPS}?labelSelector=app%3Dweb"))).await;
    talk.ask(
        "the others",
        get(&format!("{CONFIGMAPS}?labelSelector=app")).only(&["/items/0/metadata/name", "/items/1"]),
    )
    .await;
}
