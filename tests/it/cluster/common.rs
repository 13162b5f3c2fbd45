//! The common watch that many rollouts share, and the lists that are read beside it.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{body::Body, response::Response};
use serde_json::{Value, json as value};
use stanch::domain::{
    cluster::{ClusterNo, Scope},
    text::Safe,
    watch::{Change, Delta, Span, Wanted},
    workload::{Key, Kind},
};
use tokio::sync::Notify;

use super::fake::{Asked, Watcher, deployment, json, lines, nothing, safe, serve, status};

const PODS: &str = "/api/v1/pods";
const OF_SHOP: &str = "/api/v1/namespaces/shop/pods";

fn key(no: usize) -> Key {
    Key { cluster: ClusterNo(0), namespace: safe("shop"), kind: Kind::Deployment, name: safe(&format!("web-{no:02}")) }
}

/// Fifty Deployments, and whatever nobody in a test looks at.
fn others(asked: &Asked) -> Response {
    if asked.path == "/apis/apps/v1/deployments" && !asked.is_watch() {
        let items: Vec<Value> = (0..50).map(|no| labelled(no, "first")).collect();
        return json(&value!({ "metadata": { "resourceVersion": "1" }, "items": items }));
    }
    if asked.path == PODS && asked.get("includeObject") == "None" && !asked.is_watch() {
        return json(&value!({ "kind": "Table", "metadata": { "resourceVersion": "1" },
            "columnDefinitions": [{ "name": "Name" }], "rows": [] }));
    }
    nothing(asked)
}

fn labelled(no: usize, uid: &str) -> Value {
    let mut deployment = deployment("shop", &format!("web-{no:02}"), 1);
    deployment["metadata"]["uid"] = value!(uid);
    deployment
}

/// Whether this is about the common watch, not about the rows of pods.
fn is_common(asked: &Asked) -> bool {
    asked.path == PODS && asked.get("includeObject") != "None"
}

fn pod(name: &str, version: &str, phase: &str) -> Value {
    value!({ "metadata": { "namespace": "shop", "name": name, "resourceVersion": version }, "status": { "phase": phase } })
}

/// All of them bad, and one of them not explained by what is known.
fn wanted(unexplained: usize) -> Wanted {
    Wanted { bad: (0..50).map(key).collect(), unexplained: [key(unexplained)].into(), ..Wanted::default() }
}

async fn follow(watcher: &mut Watcher, wanted: Wanted) {
    let listed = |change: &Change| match change {
        Change::Workload(Kind::Deployment, Delta::Replace { items, .. }) => (items.len() == 50).then_some(()),
        _ => None,
    };
    watcher.until("the deployments", listed).await;
    watcher.wanted.send_replace(wanted);
}

fn is_list_of(change: &Change, no: usize) -> bool {
    matches!(change, Change::Pod(Delta::Replace { span: Span::Rollout(of), .. }) if *of == key(no))
}

/// The phase of each pod, as the last change that tells of it left it.
fn phases<'a>(seen: impl Iterator<Item = &'a Change>) -> BTreeMap<Safe, Safe> {
    let mut known = BTreeMap::new();
    for change in seen {
        match change {
            Change::Pod(Delta::Replace { items, .. }) => {
                known = items.iter().map(|pod| (pod.name.clone(), pod.phase.clone())).collect();
            }
            Change::Pod(Delta::Apply(pod)) => drop(known.insert(pod.name.clone(), pod.phase.clone())),
            Change::Pod(Delta::Delete { name, .. }) => drop(known.remove(name)),
            _ => {}
        }
    }
    known
}

#[tokio::test]
async fn a_common_watch_begins_without_a_list() {
    let (_folder, settings) =
        serve(|asked| match (is_common(&asked), asked.get("limit"), asked.get("resourceVersion")) {
            (true, "1", _) => {
                json(&value!({ "metadata": { "resourceVersion": "70" }, "items": [pod("not-to-be-told", "60", "")] }))
            }
            (true, _, "70") => lines(&[value!({ "type": "MODIFIED", "object": pod("changed", "71", "") })]),
            _ => others(&asked),
        })
        .await;
    let mut watcher = Watcher::start(&settings, Scope::All);
    follow(&mut watcher, Wanted { unexplained: [].into(), ..wanted(0) }).await;
    let name = watcher.until("the changed pod", |change| match change {
        Change::Pod(Delta::Apply(pod)) => Some(pod.name.clone()),
        _ => None,
    });
    assert_eq!(name.await, safe("changed"));
    let told = watcher.seen.iter().any(|change| matches!(change, Change::Pod(Delta::Replace { span: Span::All, .. })));
    assert!(!told, "what the page of one holds is no list");
}

#[tokio::test]
async fn no_list_is_read_before_the_watch_beside_it_has_its_place() {
    let (places, early) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&early);
    let (_folder, settings) = serve(move |asked| match (is_common(&asked), asked.get("labelSelector")) {
        // The first attempt fails, so there is a while in which a list could be asked for.
        (true, _) if asked.get("limit") == "1" && places.fetch_add(1, Ordering::SeqCst) == 0 => status(500, "Busy"),
        (_, "app=web-49") if asked.path == OF_SHOP => {
            counted.fetch_add(usize::from(places.load(Ordering::SeqCst) < 2), Ordering::SeqCst);
            others(&asked)
        }
        _ => others(&asked),
    })
    .await;
    let mut watcher = Watcher::start(&settings, Scope::All);
    follow(&mut watcher, wanted(49)).await;
    watcher.until("the list", |change| is_list_of(change, 49).then_some(())).await;
    assert_eq!(early.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_list_that_took_long_takes_nothing_back() {
    let (asked_for, told) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (wait, go) = (Arc::clone(&asked_for), Arc::clone(&told));
    let (_folder, settings) = serve(move |asked| match (is_common(&asked), asked.get("labelSelector")) {
        (true, _) if asked.is_watch() => {
            let asked_for = Arc::clone(&wait);
            said_then_silent(async move {
                asked_for.notified().await;
                let events = [("MODIFIED", pod("changed", "20", "Running")), ("DELETED", pod("gone", "21", "Running"))];
                events.map(|(kind, pod)| value!({ "type": kind, "object": pod }).to_string() + "\n").concat()
            })
        }
        // The list is of a moment before both, and arrives after them.
        (_, "app=web-49") if asked.path == OF_SHOP && !asked.is_watch() => {
            wait.notify_one();
            let told = Arc::clone(&go);
            said(async move {
                told.notified().await;
                let items =
                    [pod("changed", "10", "Pending"), pod("gone", "11", "Running"), pod("still", "12", "Running")];
                value!({ "metadata": { "resourceVersion": "15" }, "items": items }).to_string()
            })
        }
        _ => others(&asked),
    })
    .await;
    let mut watcher = Watcher::start(&settings, Scope::All);
    follow(&mut watcher, wanted(49)).await;
    watcher.until("the deletion", |change| matches!(change, Change::Pod(Delta::Delete { .. })).then_some(())).await;
    told.notify_one();
    watcher.until("the list", |change| is_list_of(change, 49).then_some(())).await;
    let known = |watcher: &Watcher| phases(watcher.seen.iter());
    // Both come again behind the list.
    watcher
        .until("the deletion again", |change| matches!(change, Change::Pod(Delta::Delete { .. })).then_some(()))
        .await;
    assert_eq!(known(&watcher), [("changed", "Running"), ("still", "Running")].map(|(a, b)| (safe(a), safe(b))).into());
}

fn said(text: impl Future<Output = String> + Send + 'static) -> Response {
    let said = futures::stream::once(async move { Ok::<_, std::io::Error>(text.await) });
    Response::new(Body::from_stream(said))
}

fn said_then_silent(text: impl Future<Output = String> + Send + 'static) -> Response {
    let said = futures::stream::once(async move { Ok::<_, std::io::Error>(text.await) });
    Response::new(Body::from_stream(futures::StreamExt::chain(said, futures::stream::pending())))
}

#[tokio::test]
async fn a_common_watch_that_lost_its_place_is_missed_and_begins_anew() {
    let places = AtomicUsize::new(0);
    let (_folder, settings) = serve(move |asked| match (is_common(&asked), asked.get("resourceVersion")) {
        (true, _) if asked.get("limit") == "1" => {
            let version = ["old", "new"][places.fetch_add(1, Ordering::SeqCst).min(1)];
            json(&value!({ "metadata": { "resourceVersion": version }, "items": [] }))
        }
        (true, "old") => lines(&[value!({ "type": "ERROR", "object": {
            "kind": "Status", "status": "Failure", "code": 410, "message": "too old resource version" } })]),
        (true, "new") => lines(&[value!({ "type": "MODIFIED", "object": pod("changed", "9", "") })]),
        _ => others(&asked),
    })
    .await;
    let mut watcher = Watcher::start(&settings, Scope::All);
    follow(&mut watcher, wanted(49)).await;
    let except = watcher.until("that something was missed", |change| match change {
        Change::Missed { span: Span::All, except } => Some(except.clone()),
        _ => None,
    });
    assert_eq!(except.await, (0..8).map(key).collect());
    watcher.until("the list again", |change| is_list_of(change, 49).then_some(())).await;
    watcher.ever("the change", |change| matches!(change, Change::Pod(Delta::Apply(_))).then_some(())).await;
}

#[tokio::test]
async fn pods_grow_old_when_the_common_watch_is_over() {
    let (_folder, settings) = serve(|asked| others(&asked)).await;
    let mut watcher = Watcher::start(&settings, Scope::All);
    follow(&mut watcher, wanted(49)).await;
    watcher.until("the list", |change| is_list_of(change, 49).then_some(())).await;
    watcher.wanted.send_replace(Wanted { bad: [key(3)].into(), ..Wanted::default() });
    let except = watcher.until("that it is over", |change| match change {
        Change::Missed { span: Span::All, except } => Some(except.clone()),
        _ => None,
    });
    assert_eq!(except.await, [key(3)].into());
}

#[tokio::test]
async fn another_object_of_the_same_name_is_listed_by_itself() {
    let made_again = Arc::new(Notify::new());
    let made = Arc::clone(&made_again);
    let (_folder, settings) = serve(move |asked| match asked.path.as_str() {
        "/apis/apps/v1/deployments" if asked.is_watch() => {
            let made = Arc::clone(&made);
            said_then_silent(async move {
                made.notified().await;
                value!({ "type": "MODIFIED", "object": labelled(3, "second") }).to_string() + "\n"
            })
        }
        _ => others(&asked),
    })
    .await;
    let mut watcher = Watcher::start(&settings, Scope::All);
    follow(&mut watcher, Wanted { bad: [key(3)].into(), ..Wanted::default() }).await;
    watcher.until("its pods", |change| is_list_of(change, 3).then_some(())).await;
    made_again.notify_one();
    watcher.until("the pods of the second", |change| is_list_of(change, 3).then_some(())).await;
}

#[tokio::test]
async fn what_a_feed_complains_of_ends_with_it() {
    let (_folder, settings) = serve(|asked| match asked.path.as_str() {
        "/version" => json(&value!({ "gitVersion": "v1.34.3" })),
        "/api/v1/namespaces/shop/events" => status(403, "Forbidden"),
        _ => others(&asked),
    })
    .await;
    let mut watcher = Watcher::start(&settings, Scope::All);
    follow(&mut watcher, Wanted { bad: [key(3)].into(), ..Wanted::default() }).await;
    let refused =
        |source: &stanch::domain::cluster::Source| source.gaps.iter().any(|gap| gap.resource == safe("events"));
    watcher.source("the refusal", refused).await;
    watcher.wanted.send_replace(Wanted::default());
    let over = |change: &Change| match change {
        Change::Source(source) if !refused(source) => Some(()),
        _ => None,
    };
    watcher.until("that it is over", over).await;
}
