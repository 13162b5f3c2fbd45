//! A cluster of three nodes for tests: objects go in, time is stepped, objects are looked at.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    fields::{Fields, put, stamp},
    node::node,
    run::Engine,
};
use crate::drill::{
    behaviour::{Behaviours, Table, read},
    object::Key,
    resource::Resource,
    store::Store,
};

/// What the images of tests do.
const BEHAVIOURS: &str = r#"
behaviours:
- of: {image: "shop/slow:*"}
  ready: {after: 20s}
- of: {image: "shop/never:*"}
  ready: {never: true}
  probe: "database not reachable"
- of: {image: "shop/crash:*"}
  ends: {after: 1s, code: 1}
- of: {image: "shop/oom:*"}
  memory: {takes: 64Mi, after: 2s}
- of: {image: "shop/hangs:*"}
  hangs: {after: 3s, probe: "deadlocked"}
- of: {image: "shop/migrate:*"}
  ends: {after: 2s, code: 0}
- of: {image: "shop/broken-migrate:*"}
  ends: {after: 1s, code: 3}
- of: {image: "shop/needs:*", env: {API_KEY: absent}}
  ends: {after: 1s, code: 78, message: "API_KEY is not set"}
"#;

pub struct Bench {
    pub store: Store,
    pub engine: Engine,
    pub now: Timestamp,
}

impl Bench {
    pub fn new() -> Self {
        let behaviours = Behaviours::of(&read::<Table>(BEHAVIOURS).unwrap()).unwrap();
        let now = "2026-11-21T03:00:00Z".parse().unwrap();
        let mut bench = Self { store: Store::new(1), engine: Engine::new(behaviours), now };
        for name in ["node-a", "node-b", "node-c"] {
            bench.put(node(name, "4", "16Gi", now));
        }
        bench.put(json!({"kind": "Namespace", "metadata": {"name": "shop"}}));
        bench.step(0.0);
        bench
    }

    pub fn key(kind: &str, name: &str) -> Key {
        let resource = Resource::of_kind(kind).unwrap();
        Key { resource, namespace: if resource.namespaced { "shop" } else { "" }.into(), name: name.into() }
    }

    /// Stores an object as a client would have it stored.
    pub fn put(&mut self, mut value: Value) -> Key {
        let key = Self::key(value.text("kind"), value.text("metadata.name"));
        if key.resource.namespaced {
            put(&mut value, "metadata.namespace", "shop");
        }
        put(&mut value, "apiVersion", key.resource.api_version());
        put(&mut value, "metadata.uid", self.store.dice().uid());
        put(&mut value, "metadata.generation", 1);
        put(&mut value, "metadata.creationTimestamp", stamp(self.now));
        self.store.put(key.clone(), value);
        key
    }

    /// Changes a spec as a client does.
    pub fn change(&mut self, key: &Key, change: impl FnOnce(&mut Value)) {
        self.store.edit(key, |value| {
            change(value);
            let generation = value.count("metadata.generation");
            put(value, "metadata.generation", generation + 1);
        });
    }

    pub fn step(&mut self, seconds: f64) {
        self.now += SignedDuration::try_from_secs_f64(seconds).unwrap();
        self.engine.advance(&mut self.store, self.now);
    }

    pub fn get(&self, key: &Key) -> Value {
        self.store.get(key).map(|object| object.value.clone()).unwrap_or_default()
    }

    pub fn all(&self, kind: &str) -> Vec<Value> {
        self.store.list(Resource::of_kind(kind).unwrap(), Some("shop")).map(|object| object.value.clone()).collect()
    }

    /// Events of a reason: type, message and count.
    pub fn events(&self, reason: &str) -> Vec<(String, String, i64)> {
        let all = self.all("Event");
        let some = all.iter().filter(|event| event.text("reason") == reason);
        some.map(|event| (event.text("type").to_owned(), event.text("message").to_owned(), event.count("count")))
            .collect()
    }

    /// The pods whose first container has this image.
    pub fn pods(&self, image: &str) -> Vec<Value> {
        let mut pods = self.all("Pod");
        pods.retain(|pod| pod.items("spec.containers")[0].text("image") == image);
        pods
    }
}

/// A workload `api` of a kind, with an image, so many replicas, and what else its spec has.
pub fn workload(kind: &str, image: &str, replicas: i64, more: &Value) -> Value {
    let container = json!({"name": "api", "image": image, "imagePullPolicy": "IfNotPresent",
        "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}, "periodSeconds": 2}});
    let mut spec = json!({"replicas": replicas, "selector": {"matchLabels": {"app": "api"}},
        "template": {"metadata": {"labels": {"app": "api"}}, "spec": {"containers": [container], "terminationGracePeriodSeconds": 5}}});
    for (name, value) in more.as_object().unwrap() {
        put(&mut spec, name, value.clone());
    }
    json!({"kind": kind, "metadata": {"name": "api"}, "spec": spec})
}

/// Another image for the first container of a workload.
pub fn image(value: &mut Value, image: &str) {
    value["spec"]["template"]["spec"]["containers"][0]["image"] = image.into();
}

/// What the condition of a kind says: status, reason, message.
pub fn condition(value: &Value, kind: &str) -> (String, String, String) {
    let one = super::condition::find(value.at("status"), kind);
    (one.text("status").to_owned(), one.text("reason").to_owned(), one.text("message").to_owned())
}
