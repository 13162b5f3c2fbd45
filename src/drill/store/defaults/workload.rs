//! What workloads do not say.

use serde_json::{Map, Value, json};

use crate::drill::store::value::{default, fields, items, within};

use super::pod;

type Fields = Map<String, Value>;

pub fn deployment(spec: &mut Fields) {
    template(spec);
    default(spec, "replicas", 1);
    rolling(spec, "strategy", &[("maxUnavailable", json!("25%")), ("maxSurge", json!("25%"))]);
    default(spec, "revisionHistoryLimit", 10);
    default(spec, "progressDeadlineSeconds", 600);
}

pub fn replica_set(spec: &mut Fields) {
    template(spec);
    default(spec, "replicas", 1);
}

pub fn stateful_set(spec: &mut Fields) {
    template(spec);
    default(spec, "replicas", 1);
    default(spec, "podManagementPolicy", "OrderedReady");
    rolling(spec, "updateStrategy", &[("partition", json!(0))]);
    default(spec, "revisionHistoryLimit", 10);
    let retention = spec.entry("persistentVolumeClaimRetentionPolicy").or_insert_with(|| json!({}));
    for when in ["whenDeleted", "whenScaled"] {
        default(fields(retention), when, "Retain");
    }
    for claim in items(spec, "volumeClaimTemplates") {
        default(claim, "kind", "PersistentVolumeClaim");
        default(claim, "apiVersion", "v1");
        default(claim, "status", json!({ "phase": "Pending" }));
        if let Some(Value::Object(claim)) = claim.get_mut("spec") {
            default(claim, "volumeMode", "Filesystem");
        }
    }
}

pub fn daemon_set(spec: &mut Fields) {
    template(spec);
    rolling(spec, "updateStrategy", &[("maxUnavailable", json!(1)), ("maxSurge", json!(0))]);
    default(spec, "revisionHistoryLimit", 10);
}

fn template(spec: &mut Fields) {
    let template = spec.entry("template").or_insert_with(|| json!({}));
    default(fields(template), "metadata", json!({}));
    pod::fill(within(template, "spec"));
}

fn rolling(spec: &mut Fields, name: &str, defaults: &[(&str, Value)]) {
    let strategy = fields(spec.entry(name).or_insert_with(|| json!({})));
    default(strategy, "type", "RollingUpdate");
    if strategy.get("type").and_then(Value::as_str) != Some("RollingUpdate") {
        return;
    }
    let rolling = fields(strategy.entry("rollingUpdate").or_insert_with(|| json!({})));
    for (name, value) in defaults {
        default(rolling, name, value.clone());
    }
}
