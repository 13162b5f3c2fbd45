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
}

/// Whoever wrote the spec last; where nobody did, the object. A controller that notes its own numbers is nobody that people look for.
pub(super) fn last_writer(object: &Value) -> Option<Safe> {
    let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array);
    let written = entries.into_iter().flatten().filter(|entry| text(entry, "/subresource") != "status");
    let newest = written.max_by_key(|entry| (entry.pointer("/fieldsV1/f:spec").is_some(), text(entry, "/time")))?;
    Some(Safe::line(&format!("{} at {}", text(newest, "/manager"), text(newest, "/time"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_writer_is_whoever_wrote_the_spec() {
        let entry = |manager: &str, subresource: &str, time: &str, fields: &str| json!({ "manager": manager, "subresource": subresource, "time": time, "fieldsV1": { fields: {} } });
        let object = json!({ "metadata": { "managedFields": [
            entry("kubectl-apply", "", "2026-01-01T00:00:01Z", "f:spec"),
            entry("kubectl-rollout", "", "2026-01-01T00:00:02Z", "f:spec"),
            entry("kube-controller-manager", "", "2026-01-01T00:00:03Z", "f:metadata"),
            entry("kube-controller-manager", "status", "2026-01-01T00:00:04Z", "f:status")] } });
        assert_eq!(last_writer(&object).as_deref(), Some("kubectl-rollout at 2026-01-01T00:00:02Z"));
        assert_eq!(last_writer(&json!({ "metadata": {} })), None);
    }
}
