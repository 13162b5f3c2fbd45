//! The server: as much of the Kubernetes API as lists and watches of pods and Deployments need.

use std::{
    collections::HashMap,
    convert::Infallible,
    future::pending,
    io::{Write, stdout},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Context;
use axum::{
    Router,
    body::Body,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{StreamExt, stream};
use tokio::{
    net::TcpListener,
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

use crate::m12_escapes;

use super::objects::{self, Shape};

const DISCOVERY: [(&str, &str); 5] = [
    ("/version", r#"{"major":"1","minor":"34","gitVersion":"v1.34.3"}"#),
    ("/api", r#"{"kind":"APIVersions","versions":["v1"]}"#),
    (
        "/apis",
        r#"{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"apps","versions":[{"groupVersion":"apps/v1","version":"v1"}],"preferredVersion":{"groupVersion":"apps/v1","version":"v1"}}]}"#,
    ),
    (
        "/api/v1",
        r#"{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"v1","resources":[{"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","shortNames":["po"],"verbs":["get","list","watch"]}]}"#,
    ),
    (
        "/apis/apps/v1",
        r#"{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"apps/v1","resources":[{"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment","verbs":["get","list","watch"]}]}"#,
    ),
];

/// The pods, and who watches them.
struct Crowd {
    pods: usize,
    tables: bool,
    version: AtomicU64,
    restarts: Mutex<HashMap<usize, u32>>,
    watchers: Mutex<Vec<Watcher>>,
}

#[derive(Clone)]
struct Watcher {
    shape: Shape,
    out: mpsc::Sender<Bytes>,
}

/// Serves until it is killed; the first line of its output is its address.
pub fn serve(arguments: &[&str]) -> anyhow::Result<()> {
    let [pods, shape] = arguments else { anyhow::bail!("serve PODS rows|objects") };
    let crowd = Crowd {
        pods: pods.parse().context("PODS is no number")?,
        tables: *shape == "rows",
        version: AtomicU64::new(1000),
        restarts: Mutex::default(),
        watchers: Mutex::default(),
    };
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        writeln!(stdout(), "{}", listener.local_addr()?)?;
        stdout().flush()?;
        let router = Router::new().fallback(answer).with_state(Arc::new(crowd));
        axum::serve(listener, router).await?;
        Ok(())
    })
}

async fn answer(
    State(crowd): State<Arc<Crowd>>,
    uri: Uri,
    headers: HeaderMap,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let path = uri.path();
    if let Some((_, document)) = DISCOVERY.iter().find(|(known, _)| *known == path) {
        return json((*document).to_owned());
    }
    let number = |name: &str| query.get(name).and_then(|value| value.parse::<usize>().ok());
    match path {
        "/measure/watchers" => crowd.watchers().len().to_string().into_response(),
        "/measure/churn" => {
            crowd.churn(number("count").unwrap_or(0), number("rate").unwrap_or(1)).await;
            StatusCode::OK.into_response()
        }
        "/api/v1/namespaces/kube-system" => json(r#"{"metadata":{"name":"kube-system","uid":"measure"}}"#.to_owned()),
        "/apis/authentication.k8s.io/v1/selfsubjectreviews" => {
            json(r#"{"status":{"userInfo":{"username":"nobody"}}}"#.to_owned())
        }
        _ if path.ends_with("/pods/evil") => json(objects::pod(0, 0, 1, Shape::Object)),
        _ if path.ends_with("/log") => m12_escapes::log().into_response(),
        "/api/v1/pods" if query.contains_key("watch") => crowd.watch(crowd.shape(&headers, &query)),
        "/api/v1/pods" => crowd.list("Pod", crowd.shape(&headers, &query), crowd.pods, &query),
        // A watch in which nothing happens.
        _ if query.contains_key("watch") => {
            Body::from_stream(stream::once(pending::<Result<Bytes, Infallible>>())).into_response()
        }
        "/apis/apps/v1/deployments" => {
            crowd.list("Deployment", Shape::Object, objects::deployments(crowd.pods), &query)
        }
        _ => json(objects::list("Anything", Shape::Object, crowd.version.load(Ordering::Relaxed), None, &[])),
    }
}

fn json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

impl Crowd {
    fn watchers(&self) -> Vec<Watcher> {
        let mut watchers = self.watchers.lock().unwrap_or_else(PoisonError::into_inner);
        watchers.retain(|watcher| !watcher.out.is_closed());
        watchers.clone()
    }

    fn shape(&self, headers: &HeaderMap, query: &HashMap<String, String>) -> Shape {
        let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        match query.get("includeObject").map(String::as_str) {
            _ if !self.tables || !accept.contains("as=Table") => Shape::Object,
            Some("None") => Shape::Row,
            _ => Shape::RowWithMetadata,
        }
    }

    fn restarts_of(&self, index: usize) -> u32 {
        self.restarts.lock().unwrap_or_else(PoisonError::into_inner).get(&index).copied().unwrap_or(0)
    }

    fn list(&self, kind: &str, shape: Shape, count: usize, query: &HashMap<String, String>) -> Response {
        let number = |name: &str| query.get(name).and_then(|value| value.parse::<usize>().ok());
        let from = number("continue").unwrap_or(0);
        let to = number("limit").filter(|limit| *limit > 0).map_or(count, |limit| count.min(from + limit));
        let version = self.version.load(Ordering::Relaxed);
        let item = |index| match kind {
            "Pod" => objects::pod(index, self.restarts_of(index), version, shape),
            _ => objects::deployment(index, version),
        };
        let items: Vec<String> = (from..to).map(item).collect();
        json(objects::list(kind, shape, version, (to < count).then_some(to), &items))
    }

    fn watch(&self, shape: Shape) -> Response {
        let (out, lines) = mpsc::channel(1024);
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner).push(Watcher { shape, out });
        let lines = stream::unfold(lines, |mut lines| async { lines.recv().await.map(|line| (line, lines)) });
        ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(lines.map(Ok::<_, Infallible>)))
            .into_response()
    }

    /// Restarts a container of a pod, and of another one, at an even pace.
    async fn churn(&self, count: usize, rate: usize) {
        let mut pace = interval(Duration::from_millis(10));
        pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let each = (rate / 100).max(1);
        for change in 0..count {
            if change % each == 0 {
                pace.tick().await;
            }
            let index = change.wrapping_mul(7919) % self.pods.max(1);
            let restarts = {
                let mut known = self.restarts.lock().unwrap_or_else(PoisonError::into_inner);
                let restarts = known.entry(index).or_insert(0);
                *restarts += 1;
                *restarts
            };
            let version = self.version.fetch_add(1, Ordering::Relaxed) + 1;
            for watcher in self.watchers() {
                let item = objects::pod(index, restarts, version, watcher.shape);
                let line = objects::event("MODIFIED", watcher.shape, version, change == 0, &item);
                // A watcher that has gone is not told.
                let _ = watcher.out.send(Bytes::from(line)).await;
            }
        }
    }
}
