//! One conversation with one cluster, and what was said in it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use serde_json::{Map, Value, json};

use super::{
    ask::{Ask, Who, delete, get, post},
    command::home,
    normal::Normal,
    stand::Stand,
    watching::Watching,
};
use crate::cli::run::Home;

/// What was said: a name for each step, and the answer with everything taken out that has to differ.
pub type Said = Vec<(String, Value)>;

/// A conversation in a namespace of its own.
pub struct Talk {
    pub stand: Arc<Stand>,
    pub namespace: String,
    pub home: Home,
    normal: Normal,
    said: Arc<Mutex<Said>>,
}

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// JSON, or a text.
    pub body: Value,
}

/// The headers that a client may rest on.
const HEADERS: [&str; 4] = ["content-type", "retry-after", "warning", "allow"];

impl Talk {
    /// Begins in a new namespace, which is ready for pods.
    pub async fn begin(stand: Arc<Stand>, said: Arc<Mutex<Said>>) -> Self {
        let namespace = unique();
        let normal = Normal::new(&namespace, &stand);
        let talk = Self { stand, namespace, home: home(), normal, said };
        let made = talk.quiet(&post("/api/v1/namespaces", &json!({ "metadata": { "name": "NS" } }))).await;
        assert_eq!(made.status, 201, "{}", made.body);
        talk.until("/api/v1/namespaces/NS/serviceaccounts", "default", |_| true).await;
        if talk.stand.served.is_none() {
            // A simulated cluster has its roles, and nothing to bind.
            let bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/rolebindings";
            let bound = talk.quiet(&post(bindings, &viewer())).await;
            assert_eq!(bound.status, 201, "{}", bound.body);
        }
        talk
    }

    pub async fn end(self) {
        self.quiet(&delete("/api/v1/namespaces/NS")).await;
    }

    /// Asks, and keeps the answer under a name.
    pub async fn ask(&mut self, step: &str, ask: Ask) -> Answer {
        let answer = self.quiet(&ask).await;
        let headers: Map<String, Value> = HEADERS
            .iter()
            .filter_map(|wanted| {
                let values: Vec<&str> =
                    answer.headers.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.as_str()).collect();
                (!values.is_empty()).then(|| ((*wanted).to_owned(), json!(values)))
            })
            .collect();
        let dated = answer.headers.iter().any(|(name, _)| name == "date");
        let body = part(&answer.body, &ask.only);
        self.fact(step, json!({ "status": answer.status, "headers": headers, "dated": dated, "body": body }));
        answer
    }

    /// Asks without keeping what is answered.
    pub async fn quiet(&self, ask: &Ask) -> Answer {
        let response = self.stand.request(&self.filled(ask)).send().await.unwrap();
        let headers = response.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned())).collect();
        let status = response.status().as_u16();
        let text = String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned();
        Answer { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    /// Keeps what was found out otherwise.
    pub fn fact(&mut self, step: &str, value: Value) {
        let value = self.normal.value(value);
        self.said.lock().unwrap().push((step.to_owned(), value));
    }

    /// Opens a watch: a path with its query.
    pub async fn watch(&self, path: &str) -> Watching {
        self.watch_as(path, "application/json").await
    }

    pub async fn watch_as(&self, path: &str, accept: &str) -> Watching {
        Watching::open(&self.stand, &self.filled(&get(path).accept(accept))).await
    }

    /// Waits until the object of a collection is as it should be; it then.
    pub async fn until(&self, collection: &str, name: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let path = format!("{collection}?watch=1&fieldSelector=metadata.name={name}");
        self.first(&path, is_so).await
    }

    /// Waits until an object that a watch tells of is as it should be; it then.
    pub async fn first(&self, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let mut watching = self.watch(path).await;
        loop {
            let event = watching.next().await.unwrap_or_else(|| panic!("the watch {path} ended"));
            if event["type"] != "DELETED" && is_so(&event["object"]) {
                return event["object"].clone();
            }
        }
    }

    /// Waits until an object is gone.
    pub async fn gone(&self, collection: &str, name: &str) {
        let path = format!("{collection}?fieldSelector=metadata.name={name}");
        let list = self.quiet(&get(&path)).await;
        if list.body["items"] == json!([]) {
            return;
        }
        let version = list.body["metadata"]["resourceVersion"].as_str().unwrap().to_owned();
        let mut watching = self.watch(&format!("{path}&watch=1&resourceVersion={version}")).await;
        while watching.next().await.expect("the watch ended")["type"] != "DELETED" {}
    }

    fn filled(&self, ask: &Ask) -> Ask {
        let body = ask.body.as_deref().map(|body| self.fill(body));
        Ask { path: ask.path.replace("NS", &self.namespace), body, ..ask.clone() }
    }

    pub fn fill(&self, text: &str) -> String {
        text.replace("NS", &self.namespace).replace("IMAGE", &self.stand.image)
    }

    /// The same object as somebody else sees it.
    pub async fn seen_by(&self, who: Who, path: &str) -> Answer {
        self.quiet(&get(path).by(who)).await
    }
}

fn viewer() -> Value {
    let group = "rbac.authorization.k8s.io";
    json!({ "metadata": { "name": "viewer" }, "roleRef": { "apiGroup": group, "kind": "ClusterRole", "name": "view" },
        "subjects": [{ "apiGroup": group, "kind": "User", "name": "viewer" }] })
}

/// The parts at these pointers.
pub fn part(value: &Value, pointers: &[&str]) -> Value {
    if pointers.is_empty() {
        return value.clone();
    }
    let parts = pointers.iter().map(|pointer| {
        let found = value.pointer(pointer).cloned().unwrap_or(Value::Null);
        ((*pointer).to_owned(), found)
    });
    Value::Object(parts.collect())
}

/// A name that no other test has.
fn unique() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("it-{:x}-{:x}-{count}", std::process::id(), jiff::Timestamp::now().as_microsecond())
}
