//! Watches: where they begin, what they tell, and how they end.

use serde_json::{Value, json};

use crate::drill::{
    ask::{Patch, delete, get, patch, post},
    talk::Talk,
    talks::objects::{CONFIGMAPS, config, version},
    watching::told,
};

const MINE: &str = "/api/v1/namespaces/NS/configmaps?labelSelector=app";

fn label(name: &str) -> String {
    format!("{CONFIGMAPS}/{name}")
}

async fn relabel(talk: &Talk, name: &str, app: Value) -> Value {
    talk.quiet(&patch(&label(name), Patch::Merge, &json!({ "metadata": { "labels": { "app": app } } }))).await.body
}

/// The version of a list.
async fn here(talk: &Talk) -> String {
    version(&talk.quiet(&get(MINE)).await.body)
}

pub async fn watches(talk: &mut Talk) {
    talk.quiet(&post(CONFIGMAPS, &config("one"))).await;
    let began = here(talk).await;
    let mut watch = talk.watch(&format!("{MINE}&watch=1&resourceVersion={began}")).await;
    talk.fact("a watch answers", json!(watch.status));
    talk.quiet(&post(CONFIGMAPS, &config("two"))).await;
    talk.quiet(&patch(&label("one"), Patch::Merge, &json!({ "data": { "a": "2" } }))).await;
    talk.quiet(&patch(&label("one"), Patch::Merge, &json!({ "data": { "a": "2" } }))).await;
    talk.quiet(&delete(&label("two"))).await;
    talk.quiet(&post(CONFIGMAPS, &config("two"))).await;
    let events = watch.take(4).await;
    talk.fact("the order of what happened", told(&events, &["/data/a", "/kind", "/apiVersion"]));
    let versions: Vec<u64> = events.iter().map(|event| version(&event["object"]).parse().unwrap()).collect();
    talk.fact("versions rise", json!(versions.is_sorted() && versions[0] > began.parse().unwrap()));
    let mut again = talk.watch(&format!("{MINE}&watch=1&resourceVersion={began}")).await;
    let told_again = again.take(4).await;
    talk.fact("the same from the same version", json!(told_again == events));
    let middle = version(&events[1]["object"]);
    let mut later = talk.watch(&format!("{MINE}&watch=1&resourceVersion={middle}")).await;
    talk.fact("from the middle", told(&later.take(2).await, &[]));
    for (name, query) in [("from nowhere", ""), ("from anywhere", "&resourceVersion=0")] {
        let mut watch = talk.watch(&format!("{MINE}&watch=true{query}")).await;
        let mut events = watch.take(2).await;
        events.sort_by_key(|event| event["object"]["metadata"]["name"].to_string());
        talk.fact(name, told(&events, &["/data/a"]));
    }
    let older = "/api/v1/watch/namespaces/NS/configmaps?labelSelector=app";
    let mut watch = talk.watch(older).await;
    talk.fact("the old path", told(&watch.take(1).await, &["/kind"]));
}

pub async fn edges(talk: &mut Talk) {
    talk.quiet(&post(CONFIGMAPS, &config("one"))).await;
    let began = here(talk).await;
    let path = |query: &str| format!("{CONFIGMAPS}?watch=1&resourceVersion={began}&{query}");
    let mut of_web = talk.watch(&path("labelSelector=app%3Dweb")).await;
    let mut by_name = talk.watch(&path("fieldSelector=metadata.name%3Done")).await;
    relabel(talk, "one", json!("other")).await;
    let back = relabel(talk, "one", json!("web")).await;
    talk.quiet(&patch(&label("one"), Patch::Merge, &json!({ "data": { "a": "2" } }))).await;
    relabel(talk, "one", json!("other")).await;
    talk.quiet(&delete(&label("one"))).await;
    let events = of_web.take(4).await;
    talk.fact("into a selection and out of it", told(&events, &["/metadata/labels/app", "/data/a"]));
    talk.fact("what comes in has its version", json!(version(&events[1]["object"]) == version(&back)));
    let events = by_name.take(5).await;
    talk.fact("one by its name", told(&events, &["/metadata/labels/app", "/data/a"]));
}

pub async fn ends(talk: &mut Talk) {
    let refusal = &["/status", "/reason", "/code", "/message"];
    let mut old = talk.watch(&format!("{MINE}&watch=1&resourceVersion=1")).await;
    let event = old.next().await.unwrap_or_default();
    let said =
        json!([old.status, event["type"], event["object"]["code"], event["object"]["reason"], event["object"]["kind"]]);
    talk.fact("a version that is too old", said);
    talk.fact("and that is all", json!(old.next().await.is_none()));
    talk.ask("a version that is none", get(&format!("{MINE}&watch=1&resourceVersion=abc")).only(refusal)).await;
    talk.ask("a selector that is none", get(&format!("{CONFIGMAPS}?watch=1&labelSelector=%3D")).only(refusal)).await;
    talk.ask("initial events without a match", get(&format!("{MINE}&watch=1&sendInitialEvents=true")).only(refusal))
        .await;
    talk.quiet(&post(CONFIGMAPS, &config("one"))).await;
    let began = here(talk).await;
    let watch = talk.watch(&format!("{MINE}&watch=1&resourceVersion={began}&timeoutSeconds=1")).await;
    talk.fact("a watch with its time", told(&watch.rest().await, &[]));
    let path = format!("{MINE}&watch=1&allowWatchBookmarks=true&timeoutSeconds=3&resourceVersion={began}");
    let watch = talk.watch(&path).await;
    let events = watch.rest().await;
    let is_bookmark = |event: &Value| event["type"] == "BOOKMARK" && event["object"]["kind"] == "ConfigMap";
    talk.fact("bookmarks only, if any", json!(events.iter().all(is_bookmark)));
    let path =
        format!("{MINE}&watch=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");
    let mut watch = talk.watch(&path).await;
    let events = watch.take(2).await;
    let mark = "/metadata/annotations/k8s.io~1initial-events-end";
    talk.fact("a list as a watch", told(&events, &[mark]));
    talk.fact("and its end has a version", json!(events[1]["object"]["metadata"]["resourceVersion"].is_string()));
}
