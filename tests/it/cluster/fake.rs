//! An API server on loopback that answers as a test tells it to, and a watcher that gathers what the adapter says of it.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Query, State},
    http::{self, Uri},
    response::{IntoResponse, Response},
};
use stanch::{
    adapters::cluster::{Api, Live, Settings, pin},
    domain::{
        cluster::{ClusterNo, Scope, Source},
        text::Safe,
        watch::{Batch, Change, Wanted},
    },
};
use tokio::sync::{mpsc, watch};

/// What was asked: the path and its parameters, and by whom.
pub struct Asked {
    pub path: String,
    pub token: String,
    pub query: HashMap<String, String>,
}

impl Asked {
    pub fn is_watch(&self) -> bool {
        self.query.contains_key("watch")
    }

    pub fn get(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }
}

type Script = Arc<dyn Fn(Asked) -> Response + Send + Sync>;

/// Starts a server that answers by `script`; returns its kubeconfig (and the folder that holds it).
pub async fn serve(script: impl Fn(Asked) -> Response + Send + Sync + 'static) -> (tempfile::TempDir, Settings) {
    let address = listen(script).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    let text = format!(
        "{{apiVersion: v1, kind: Config, current-context: fake, users: [{{name: me, user: {{token: t}}}}], \
          clusters: [{{name: fake, cluster: {{server: '{address}'}}}}], \
          contexts: [{{name: fake, context: {{cluster: fake, user: me, namespace: shop}}}}]}}"
    );
    std::fs::write(&file, text).unwrap();
    (folder, Settings { kubeconfigs: vec![file], ..Settings::default() })
}

/// The same without a kubeconfig; returns its address.
pub async fn listen(script: impl Fn(Asked) -> Response + Send + Sync + 'static) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = |State(script): State<Script>,
                  uri: Uri,
                  headers: http::HeaderMap,
                  Query(query): Query<HashMap<String, String>>| async move {
        let token = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        script(Asked { path: uri.path().to_owned(), token: token.trim_start_matches("Bearer ").to_owned(), query })
    };
    let router = Router::new().fallback(answer).with_state(Arc::new(script) as Script);
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

pub fn json(value: &serde_json::Value) -> Response {
    ([("content-type", "application/json")], value.to_string()).into_response()
}

pub fn status(code: u16, reason: &str) -> Response {
    let body =
        serde_json::json!({ "kind": "Status", "status": "Failure", "reason": reason, "message": reason, "code": code });
    (http::StatusCode::from_u16(code).unwrap(), body.to_string()).into_response()
}

/// A watch that says these lines and then stays silent.
pub fn lines(lines: &[serde_json::Value]) -> Response {
    let text = lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n") + "\n";
    let text = if lines.is_empty() { String::new() } else { text };
    let said = futures::stream::once(async move { Ok::<_, std::io::Error>(text) });
    let silence = futures::stream::pending();
    Response::new(Body::from_stream(futures::StreamExt::chain(said, silence)))
}

/// An empty list or a silent watch: what nobody in the test looks at.
pub fn nothing(asked: &Asked) -> Response {
    if asked.is_watch() {
        return lines(&[]);
    }
    json(&serde_json::json!({ "kind": "List", "metadata": { "resourceVersion": "1" }, "items": [] }))
}

/// A Deployment of one healthy pod.
pub fn deployment(namespace: &str, name: &str, version: u64) -> serde_json::Value {
    serde_json::json!({
        "metadata": { "namespace": namespace, "name": name, "uid": name, "resourceVersion": version.to_string(), "generation": 1 },
        "spec": { "replicas": 1, "selector": { "matchLabels": { "app": name } } },
        "status": { "observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1 },
    })
}

/// Gathers what the adapter says.
pub struct Watcher {
    batches: mpsc::Receiver<Batch>,
    pub wanted: watch::Sender<Wanted>,
    pub live: Arc<Live>,
    pub seen: Vec<Change>,
    /// How much of `seen` was looked at.
    looked: usize,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Watcher {
    pub fn start(settings: &Settings, scope: Scope) -> Self {
        let live = pin(settings, ClusterNo(0)).unwrap().0.remove(0);
        let (wanted, wishes) = watch::channel(Wanted::default());
        let (sender, batches) = mpsc::channel(16);
        let task = tokio::spawn(live.clone().watch(scope, wishes, sender));
        Self { batches, wanted, live, seen: Vec::new(), looked: 0, task }
    }

    /// Reads on until `pick` finds what it looks for, after what the last call found.
    pub async fn until<T>(&mut self, what: &str, mut pick: impl FnMut(&Change) -> Option<T>) -> T {
        let looking = async {
            loop {
                for change in &self.seen[self.looked..] {
                    self.looked += 1;
                    if let Some(found) = pick(change) {
                        return found;
                    }
                }
                let batch = self.batches.recv().await.expect("the adapter has stopped");
                self.seen.extend(batch.changes);
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(30), looking).await.ok();
        found.unwrap_or_else(|| {
            panic!("{what} never came; seen: {:#?}", self.seen.iter().rev().take(10).collect::<Vec<_>>())
        })
    }

    /// The same, but it may have been said long ago.
    pub async fn ever<T>(&mut self, what: &str, pick: impl FnMut(&Change) -> Option<T>) -> T {
        self.looked = 0;
        self.until(what, pick).await
    }

    pub async fn source(&mut self, what: &str, mut pick: impl FnMut(&Source) -> bool) -> Source {
        self.ever(what, |change| match change {
            Change::Source(source) if pick(source) => Some(source.clone()),
            _ => None,
        })
        .await
    }
}

pub fn safe(text: &str) -> Safe {
    Safe::clean(text)
}
