//! What a real API server cannot be made to do on command: old versions, rubbish, missing rights, no tables.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::response::IntoResponse;
use serde_json::json as value;
use stanch::{
    adapters::cluster::{Api, pin},
    domain::{
        cluster::{ClusterNo, Link, Scope},
        inspection::{Answer, Question},
        logs::LogSource,
        watch::{Change, Delta, Span},
        workload::Kind,
    },
};

use super::fake::{Asked, Watcher, deployment, json, lines, nothing, safe, serve, status};

const DEPLOYMENTS: &str = "/apis/apps/v1/deployments";

fn names(change: &Change) -> Option<Vec<String>> {
    match change {
        Change::Workload(Kind::Deployment, Delta::Replace { items, .. }) => {
            Some(items.iter().map(|item| item.key.name.to_string()).collect())
        }
        _ => None,
    }
}

#[tokio::test]
async fn pages_are_put_together_and_swapped_in_one_piece() {
    let (_folder, settings) = serve(|asked| match (asked.path.as_str(), asked.get("limit"), asked.get("continue")) {
        (DEPLOYMENTS, "500", "") => json(&value!({
            "metadata": { "resourceVersion": "7", "continue": "next page" }, "items": [deployment("shop", "one", 1)] })),
        (DEPLOYMENTS, "500", "next page") => json(&value!({
            "metadata": { "resourceVersion": "7" }, "items": [deployment("shop", "two", 2)] })),
        (DEPLOYMENTS, ..) if asked.get("resourceVersion") == "7" => lines(&[
            value!({ "type": "BOOKMARK", "object": { "metadata": { "resourceVersion": "8" } } }),
            value!({ "type": "MODIFIED", "object": deployment("shop", "one", 9) }),
            value!({ "type": "DELETED", "object": deployment("shop", "two", 10) }),
        ]),
        _ => nothing(&asked),
    })
    .await;
    let mut watcher = Watcher::start(&settings, Scope::All);
    assert_eq!(watcher.until("the list", names).await, ["one", "two"]);
    let gone = watcher.until("the deletion", |change| match change {
        Change::Workload(Kind::Deployment, Delta::Delete { namespace, name }) => {
            Some((namespace.clone(), name.clone()))
        }
        _ => None,
    });
    assert_eq!(gone.await, (Some(safe("shop")), safe("two")));
}

#[tokio::test]
async fn a_version_that_is_too_old_is_listed_again_however_it_is_said() {
    for as_event in [true, false] {
        let lists = AtomicUsize::new(0);
        let (_folder, settings) = serve(move |asked| {
            if asked.path != DEPLOYMENTS {
                return nothing(&asked);
            }
            if !asked.is_watch() {
                let name = ["before", "after"]
                    [lists.fetch_add(usize::from(asked.get("limit") == "500"), Ordering::SeqCst).min(1)];
                return json(
                    &value!({ "metadata": { "resourceVersion": name }, "items": [deployment("shop", name, 1)] }),
                );
            }
            match (asked.get("resourceVersion"), as_event) {
                ("before", true) => lines(&[value!({ "type": "ERROR", "object": {
                    "kind": "Status", "status": "Failure", "code": 410, "message": "too old resource version" } })]),
                ("before", false) => status(410, "Expired"),
                _ => lines(&[]),
            }
        })
        .await;
        let mut watcher = Watcher::start(&settings, Scope::All);
        assert_eq!(watcher.until("the first list", names).await, ["before"]);
        assert_eq!(watcher.until("the second list", names).await, ["after"]);
        let relisted =
            watcher.seen.iter().any(|change| matches!(change, Change::Source(source) if source.relists == 1));
        assert!(relisted, "a relist is counted");
    }
}

#[tokio::test]
async fn rubbish_is_a_gap_and_the_rest_goes_on() {
    let (_folder, settings) = serve(|asked| match asked.path.as_str() {
        DEPLOYMENTS if !asked.is_watch() => json(&value!({ "metadata": { "resourceVersion": "1" },
            "items": [deployment("shop", "good", 1), { "metadata": { "name": 7 } }] })),
        "/apis/apps/v1/statefulsets" => axum::response::Html("<html>proxy</html>").into_response(),
        _ => nothing(&asked),
    })
    .await;
    let mut watcher = Watcher::start(&settings, Scope::All);
    let mut known = Vec::new();
    watcher
        .until("both gaps", |change| match change {
            Change::Source(source) => {
                known = source.gaps.iter().map(|gap| gap.message.to_string()).collect();
                (known.len() == 2).then_some(())
            }
            _ => None,
        })
        .await;
    known.sort();
    assert!(known[0].starts_with("1 deployments could not be understood"), "{known:?}");
    assert!(known[1].contains("cannot list statefulsets") && known[1].contains("the answer is no list"), "{known:?}");
    assert!(watcher.seen.iter().filter_map(names).any(|names| names == ["good"]));
}

#[tokio::test]
async fn without_tables_pods_are_read_as_objects() {
    let (_folder, settings) = serve(|asked| match asked.path.as_str() {
        "/api/v1/pods" if !asked.is_watch() => {
            json(&value!({ "kind": "PodList", "metadata": { "resourceVersion": "1" },
            "items": [{ "metadata": { "namespace": "shop", "name": "web-1" } }] }))
        }
        _ => nothing(&asked),
    })
    .await;
    let mut watcher = Watcher::start(&settings, Scope::All);
    let pod = watcher.until("a pod", |change| match change {
        Change::Pod(Delta::Replace { span: Span::All, items }) => items.first().map(|pod| pod.name.clone()),
        Change::PodRow(_) => panic!("a row without a table"),
        _ => None,
    });
    assert_eq!(pod.await, safe("web-1"));
}

#[tokio::test]
async fn rights_in_one_namespace_are_enough() {
    let allowed = |asked: &Asked| asked.path.contains("/namespaces/shop/") && !asked.path.ends_with("/daemonsets");
    let (_folder, settings) = serve(move |asked| match asked.path.as_str() {
        "/version" => json(&value!({ "gitVersion": "v1.34.3" })),
        "/apis/apps/v1/namespaces/shop/deployments" if !asked.is_watch() => json(&value!({
            "metadata": { "resourceVersion": "1" }, "items": [deployment("shop", "web", 1)] })),
        _ if allowed(&asked) => nothing(&asked),
        _ => status(403, "Forbidden"),
    })
    .await;
    let mut watcher = Watcher::start(&settings, Scope::Default);
    assert_eq!(watcher.until("the list", names).await, ["web"]);
    let told =
        |source: &stanch::domain::cluster::Source, text: &str| source.gaps.iter().any(|gap| gap.message.contains(text));
    watcher
        .source("every gap", |source| {
            told(source, "only namespace shop is shown")
                && told(source, "cannot list daemonsets in namespace shop: forbidden")
                && told(source, "cannot list nodes in all namespaces")
        })
        .await;
    // kube-system may not be read: then the CA and the address tell who it is.
    watcher
        .ever("an identity", |change| match change {
            Change::Cluster(cluster) => cluster.id.as_ref().filter(|id| id.uid.is_none()).map(|_| ()),
            _ => None,
        })
        .await;
}

#[tokio::test]
async fn the_clusters_clock_is_read_from_its_answers() {
    let (_folder, settings) = serve(|asked| {
        let mut answer = nothing(&asked);
        answer.headers_mut().insert("date", "Sat, 01 Jan 2000 00:00:00 GMT".parse().unwrap());
        answer
    })
    .await;
    let mut watcher = Watcher::start(&settings, Scope::All);
    let source = watcher.source("an answer", |source| source.link == Link::Live).await;
    let behind = source.skew.unwrap().0;
    assert!(behind < -20 * 365 * 86_400, "{behind}");
}

#[tokio::test]
async fn a_line_that_was_cut_is_found_again_by_its_time() {
    let long = |letter: &str| letter.repeat(2 << 20);
    let lines = format!(
        "2026-11-21T03:11:59.1Z {}\n2026-11-21T03:11:59.2Z short\n2026-11-21T03:11:59.2Z {}\n",
        long("a"),
        long("b")
    );
    let (_folder, settings) = serve(move |asked| {
        let is_asked = asked.path == "/api/v1/namespaces/shop/pods/web-1/log"
            && asked.get("previous") == "true"
            && asked.get("sinceTime") == "2026-11-21T03:11:59Z";
        if is_asked { lines.clone().into_response() } else { nothing(&asked) }
    })
    .await;
    let api = pin(&settings, ClusterNo(0)).unwrap().0.remove(0);
    let source = LogSource { namespace: safe("shop"), pod: safe("web-1"), container: safe("web"), previous: true };
    let ask = async |at: &str| {
        let question = Question::LongLine { source: source.clone(), at: at.parse().unwrap() };
        Arc::clone(&api).ask(question).await
    };
    let Answer::Text(lines) = ask("2026-11-21T03:11:59.2Z").await else { panic!("no text") };
    assert!(lines[0].starts_with("bbbb") && lines[0].len() > 1_000_000, "{}", lines[0].len());
    assert!(lines[1].ends_with("more bytes are not shown --"), "{}", lines[1]);
    let Answer::Unreadable(gap) = ask("2026-11-21T03:11:59.3Z").await else { panic!("a line that is not there") };
    assert_eq!(gap.message.as_str(), "the node no longer has this line");
}

#[tokio::test]
async fn a_refused_login_is_said_and_not_taken_for_a_dead_cluster() {
    let (_folder, settings) = serve(|_| status(401, "Unauthorized")).await;
    let mut watcher = Watcher::start(&settings, Scope::All);
    let source = watcher.source("a refusal", |source| source.link == Link::Denied).await;
    assert!(source.message.unwrap().contains("login expired or not accepted (401)"));
}
