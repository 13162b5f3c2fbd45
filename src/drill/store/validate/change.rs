//! What stays as it was made.

use serde_json::{Map, Value};

use crate::drill::{resource::Resource, store::refusal::Cause};

use super::problems::{Problems, text};

const POD: &str = "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n";
const STATEFUL_SET: &str = "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
const CLAIM: &str =
    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n";
const MUTABLE: [&str; 7] = [
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
];

/// What a change must not change.
pub fn change(resource: &Resource, before: &Value, value: &Value) -> Vec<Cause> {
    let mut problems = Problems::default();
    let null = &Value::Null;
    let (old, new) = (before.get("spec").unwrap_or(null), value.get("spec").unwrap_or(null));
    match resource.kind {
        "Pod" => pod(old, new, &mut problems),
        "Deployment" | "ReplicaSet" | "DaemonSet" if old.get("selector") != new.get("selector") => {
            problems.invalid("spec.selector", new.get("selector").unwrap_or(null), "field is immutable");
        }
        "StatefulSet" if without(old, &MUTABLE) != without(new, &MUTABLE) => problems.forbidden("spec", STATEFUL_SET),
        "Service" => service(old, new, &mut problems),
        "ConfigMap" => frozen(before, value, &["data", "binaryData"], &mut problems),
        "Secret" => {
            if before.get("type") != value.get("type") {
                problems.invalid("type", value.get("type").unwrap_or(null), "field is immutable");
            }
            frozen(before, value, &["data"], &mut problems);
        }
        "ControllerRevision" => {
            let differs = |name: &str| before.get(name) != value.get(name);
            if differs("data") || differs("revision") {
                problems.invalid("data", value.get("data").unwrap_or(null), "field is immutable");
            }
        }
        "EndpointSlice" if before.get("addressType") != value.get("addressType") => {
            problems.invalid("addressType", value.get("addressType").unwrap_or(null), "field is immutable");
        }
        "PersistentVolumeClaim" if without(old, &["resources"]) != without(new, &["resources"]) => {
            problems.forbidden("spec", CLAIM);
        }
        _ => {}
    }
    problems.into_causes()
}

fn without(spec: &Value, names: &[&str]) -> Map<String, Value> {
    let fields = spec.as_object().into_iter().flatten();
    let kept = fields.filter(|(name, _)| !names.contains(&name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn pod(old: &Value, new: &Value, problems: &mut Problems) {
    for list in ["containers", "initContainers"] {
        let count = |spec: &Value| spec.get(list).and_then(Value::as_array).map_or(0, Vec::len);
        if count(old) != count(new) {
            problems.forbidden(&format!("spec.{list}"), "pod updates may not add or remove containers");
            return;
        }
    }
    let list = |spec: &Value| spec.get("tolerations").and_then(Value::as_array).cloned().unwrap_or_default();
    let (before, after) = (list(old), list(new));
    let kept = before.iter().all(|one| after.contains(one));
    if fixed(old) != fixed(new) || !kept {
        problems.forbidden("spec", POD);
    }
}

/// A pod's spec without what may change.
fn fixed(spec: &Value) -> Map<String, Value> {
    let mut fixed = without(spec, &["activeDeadlineSeconds", "tolerations"]);
    for list in ["containers", "initContainers"] {
        for container in fixed.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(fields) = container.as_object_mut() {
                fields.shift_remove("image");
            }
        }
    }
    fixed
}

fn service(old: &Value, new: &Value, problems: &mut Problems) {
    let stays = |spec: &Value| text(spec, "type") != "ExternalName";
    let (before, after) = (text(old, "clusterIP"), text(new, "clusterIP"));
    if stays(old) && stays(new) && !before.is_empty() && before != after {
        let told = Value::Array(vec![after.into()]);
        problems.invalid("spec.clusterIPs[0]", &told, "may not change once set");
    }
}

/// What says that it is immutable is.
fn frozen(before: &Value, value: &Value, names: &[&str], problems: &mut Problems) {
    if before.get("immutable") != Some(&Value::Bool(true)) {
        return;
    }
    let words = "field is immutable when `immutable` is set";
    if value.get("immutable") != before.get("immutable") {
        problems.forbidden("immutable", words);
    }
    for name in names {
        if before.get(*name) != value.get(*name) {
            problems.forbidden(name, words);
        }
    }
}
