//! The bytes that an approval is for: built once, kept, hashed as they are and never written again (reliability.md 2.8).

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::domain::{
    action::Plan,
    approval::{Binding, Rule},
    digest::Digest,
    journal::Ulid,
    strategy::NodeId,
    text::Safe,
};

/// What a binding names of the walk and of the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    pub walk: Ulid,
    pub db_id: Ulid,
    pub def_sha256: Digest,
    /// The cluster's identity, as `incident::Place` has it.
    pub cluster: Safe,
    pub api_server: Safe,
    /// Whether the store can tell two people apart.
    pub proves_people: bool,
}

/// Which step of the walk it is, and until when it can be approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    pub node: NodeId,
    pub attempt: u32,
    pub expires_at: Timestamp,
}

/// What is to be approved.
#[must_use]
pub fn bind(ground: &Ground, plan: &Plan, rule: &Rule, visit: &Visit) -> Binding {
    let target = &plan.target;
    let key = format!("{}/{}/{}/{}", target.namespace, target.kind.name(), target.name, target.uid);
    Binding {
        action: plan.spec.clone(),
        api_server: ground.api_server.clone(),
        attempt: Safe::line(&visit.attempt.to_string()),
        cluster: ground.cluster.clone(),
        db_id: ground.db_id,
        def_sha256: ground.def_sha256,
        dry_run_sha256: plan.after_sha256,
        expires_at: Safe::line(&visit.expires_at.to_string()),
        node: visit.node.clone(),
        policy_sha256: rule.policy_sha256,
        projection_sha256: plan.projection_sha256,
        quorum: Safe::line(&rule.quorum.to_string()),
        target: target.clone(),
        target_key: Safe::line(&key),
        v: Safe::from_static("1"),
        walk: ground.walk,
    }
}

/// Its bytes: keys sorted at every depth, whole numbers as strings, no space.
pub fn text(binding: &Binding) -> Result<String, serde_json::Error> {
    serde_json::to_string(&canonical(serde_json::to_value(binding)?))
}

fn canonical(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.into_iter().map(|(key, value)| (key, canonical(value))).collect();
            fields.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(Map::from_iter(fields))
        }
        Value::Array(items) => Value::Array(items.into_iter().map(canonical).collect()),
        Value::Number(number) => Value::String(number.to_string()),
        other => other,
    }
}
