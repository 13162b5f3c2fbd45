//! A cluster of one Deployment in memory: writes are conditional and marked there as on a real one, and nothing but a test moves it.

use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use serde_json::{Value, json};
use stanch::{
    adapters::cluster::{
        Error,
        effects::{Effects, MayStill, Need, Setting, Stored, Surroundings, Write},
    },
    domain::{
        Truth,
        action::Reply,
        inspection::{Bounds, Right, Serving},
        text::Safe,
        workload::Key,
    },
};

use crate::support::made::safe;

/// What else is changed as a write comes in.
type Webhook = fn(&mut Value);

pub struct Sham(Mutex<Inside>);

pub struct Inside {
    /// Who it says that it is.
    pub identity: Safe,
    pub object: Value,
    pub webhook: Option<Webhook>,
    pub services: usize,
    pub writes: u32,
}

impl Sham {
    pub fn new() -> Self {
        let object = json!({
            "metadata": { "name": "web", "namespace": "shop", "uid": "u-1", "resourceVersion": "1", "generation": 1,
                "creationTimestamp": "2026-01-01T00:00:00Z", "annotations": { "team": "a" } },
            "spec": { "replicas": 1, "selector": { "matchLabels": { "app": "web" } }, "template": { "spec": { "containers": [] } } },
            "status": { "observedGeneration": 1, "replicas": 1, "readyReplicas": 1 },
        });
        let (identity, webhook, services, writes) = (safe("uid-of-c1"), None, 0, 0);
        Self(Mutex::new(Inside { identity, object, webhook, services, writes }))
    }

    pub fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap()
    }
}

impl Inside {
    /// The object as a patch makes it; the status of a refusal where it does not apply.
    fn made(&self, patch: &[u8]) -> Result<Value, u16> {
        let mut object = self.object.clone();
        let operations: Vec<Value> = serde_json::from_slice(patch).unwrap();
        for operation in operations {
            let (pointer, value) = (operation["path"].as_str().unwrap(), operation["value"].clone());
            match (operation["op"].as_str().unwrap(), pointer) {
                ("test", _) if object.pointer(pointer) != Some(&value) => return Err(422),
                ("test", _) => {}
                (_, "/metadata/resourceVersion") if object.pointer(pointer) != Some(&value) => return Err(409),
                _ => {
                    let (holder, name) = pointer.rsplit_once('/').unwrap();
                    let name = name.replace("~1", "/").replace("~0", "~");
                    object.pointer_mut(holder).unwrap()[name] = value;
                }
            }
        }
        if let Some(webhook) = self.webhook {
            webhook(&mut object);
        }
        Ok(object)
    }

    /// Stores another version of it.
    pub fn store(&mut self, mut object: Value) {
        let generation = self.object["metadata"]["generation"].as_i64().unwrap() + 1;
        object["metadata"]["generation"] = generation.into();
        object["metadata"]["resourceVersion"] = generation.to_string().into();
        object["status"]["observedGeneration"] = generation.into();
        self.object = object;
    }
}

#[async_trait]
impl Effects for Sham {
    async fn identity(&self) -> Result<Safe, Error> {
        Ok(self.inside().identity.clone())
    }

    async fn may(&self, need: &Need, _key: &Key) -> Right {
        let (verb, resource) = (safe(need.verb), safe(need.resource));
        Right { verb, resource, allowed: Truth::Yes, reason: None }
    }

    async fn get(&self, _key: &Key) -> Result<Option<Value>, Error> {
        Ok(Some(self.inside().object.clone()))
    }

    async fn revisions(&self, _key: &Key, _object: &Value) -> Result<Vec<Value>, Error> {
        Ok(Vec::new())
    }

    async fn bounds(&self, _key: &Key) -> Bounds {
        Bounds { autoscalers: Ok(Vec::new()), budgets: Ok(Vec::new()) }
    }

    async fn surroundings(&self, key: &Key) -> Surroundings {
        let bounds = self.bounds(key).await;
        let service =
            |no| Serving { service: safe(&format!("a-service-with-a-name-{no}")), ready: 1, not_ready: 0, others: 0 };
        Surroundings { services: Ok((0..self.inside().services).map(service).collect()), pods: Ok(Vec::new()), bounds }
    }

    async fn settings(&self, _key: &Key, _stored: &[Stored]) -> Vec<Setting> {
        Vec::new()
    }

    async fn dry_run(&self, _key: &Key, patch: &[u8]) -> Result<Value, Error> {
        self.inside().made(patch).map_err(|status| Error::Status {
            status,
            verb: "PATCH",
            path: safe("/"),
            message: safe("refused"),
        })
    }

    async fn patch(&self, write: &Write, _may_still: &MayStill<'_>) -> Reply {
        let mut inside = self.inside();
        inside.writes += 1;
        match inside.made(write.patch()) {
            Ok(object) => {
                inside.store(object);
                Reply::Applied { rv: safe("2"), generation: 2 }
            }
            Err(409) => Reply::Conflict,
            Err(status) => Reply::Refused { status, message: safe("refused") },
        }
    }
}
