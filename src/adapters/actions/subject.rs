//! The workload that an action is about, as it was read.

use serde_json::{Value, json};

use crate::{
    adapters::cluster::{decode, text},
    domain::{
        action::Target,
        cluster::Gap,
        inspection::Autoscaler,
        text::Safe,
        workload::{Key, Owner, Workload},
    },
};

/// One workload, read a moment ago.
#[derive(Debug, Clone)]
pub struct Subject {
    pub key: Key,
    pub object: Value,
    /// The same, as the rest of stanch knows it.
    pub workload: Workload,
    /// The revisions that it controls, the newest first; empty where the action needs none.
    pub revisions: Vec<Value>,
    pub autoscalers: Result<Vec<Autoscaler>, Gap>,
}

impl Subject {
    /// Reads the object; fails where it is no workload.
    pub fn read(
        key: &Key,
        object: Value,
        revisions: Vec<Value>,
        autoscalers: Result<Vec<Autoscaler>, Gap>,
    ) -> serde_json::Result<Self> {
        let workload = decode::workload(key.cluster, key.kind, object.to_string().as_bytes())?;
        Ok(Self { key: key.clone(), object, workload, revisions, autoscalers })
    }

    #[must_use]
    pub fn target(&self) -> Target {
        Target {
            kind: self.key.kind,
            namespace: self.key.namespace.clone(),
            name: self.key.name.clone(),
            uid: self.workload.uid.clone(),
        }
    }

    pub(super) fn annotation(&self, name: &str) -> Option<&str> {
        self.object.pointer("/metadata/annotations").and_then(|all| all.get(name)).and_then(Value::as_str)
    }

    pub(super) fn rv(&self) -> &str {
        text(&self.object, "/metadata/resourceVersion")
    }

    /// Whether autoscalers scale it, in the words of a projection.
    pub(super) fn autoscaled(&self) -> &'static str {
        match &self.autoscalers {
            Ok(found) if found.is_empty() => "no",
            Ok(_) => "yes",
            Err(_) => "unknown",
        }
    }

    /// Minimum, maximum and current number of each autoscaler, in the words of a projection.
    pub(super) fn scaling(&self) -> Value {
        match &self.autoscalers {
            Ok(found) => found
                .iter()
                .map(|one| {
                    let current = one.current.map_or("unknown".to_owned(), |number| number.to_string());
                    json!({ "name": one.name, "min": one.min.to_string(), "max": one.max.to_string(), "current": current })
                })
                .collect(),
            Err(_) => "unknown".into(),
        }
    }

    /// Its owner, in the words of a projection.
    pub(super) fn owner(&self) -> String {
        match &self.workload.owner {
            Owner::Nobody => "-".to_owned(),
            Owner::ArgoCd(name) | Owner::Flux(name) | Owner::Helm(name) => {
                format!("{}:{name}", self.workload.owner.word())
            }
            Owner::Operator { kind, name } => format!("{kind}:{name}"),
        }
    }

    /// Who wrote it last, and when (a hint, F6): no controller's status.
    pub(super) fn last_writer(&self) -> Option<Safe> {
        last_writer(&self.object)
    }
}

pub(super) fn last_writer(object: &Value) -> Option<Safe> {
    let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array);
    let written = entries.into_iter().flatten().filter(|entry| text(entry, "/subresource") != "status");
    let newest = written.max_by_key(|entry| text(entry, "/time"))?;
    Some(Safe::line(&format!("{} at {}", text(newest, "/manager"), text(newest, "/time"))))
}
