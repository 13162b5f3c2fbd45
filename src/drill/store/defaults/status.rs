//! What a new object's status says, whatever was sent: it is the controllers'.

use serde_json::{Value, json};

use crate::drill::{
    resource::Resource,
    store::value::{default, fields, within},
};

use super::pod;

/// Puts the status of a new object in the place of what was sent, and what else its kind begins with.
pub fn begin(resource: &Resource, value: &mut Value) {
    if let Some(status) = first(resource.kind, value) {
        fields(value).insert("status".to_owned(), status);
    }
    match resource.kind {
        "Namespace" => {
            within(value, "spec").insert("finalizers".to_owned(), json!(["kubernetes"]));
        }
        "Node" => {
            let status = within(value, "status");
            let capacity = status.get("capacity").cloned().unwrap_or_else(|| json!({}));
            default(status, "allocatable", capacity);
        }
        "DaemonSet" => {
            let annotations = within(value, "metadata").entry("annotations").or_insert_with(|| json!({}));
            fields(annotations).insert("deprecated.daemonset.template.generation".to_owned(), "1".into());
        }
        _ => {}
    }
}

/// Whether objects of a kind count the changes of what is wanted of them.
#[must_use]
pub fn counts_generations(kind: &str) -> bool {
    matches!(
        kind,
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" | "Pod" | "PodDisruptionBudget" | "EndpointSlice"
    )
}

fn first(kind: &str, value: &Value) -> Option<Value> {
    Some(match kind {
        "Deployment" | "ResourceQuota" => json!({}),
        "ReplicaSet" => json!({ "replicas": 0 }),
        "StatefulSet" => json!({ "replicas": 0, "availableReplicas": 0 }),
        "DaemonSet" => json!({
            "currentNumberScheduled": 0, "numberMisscheduled": 0, "desiredNumberScheduled": 0, "numberReady": 0,
        }),
        "Pod" => json!({ "phase": "Pending", "qosClass": pod::quality(value.get("spec")?) }),
        "Service" => json!({ "loadBalancer": {} }),
        "Namespace" => json!({ "phase": "Active" }),
        "PersistentVolumeClaim" => json!({ "phase": "Pending" }),
        "HorizontalPodAutoscaler" => json!({ "desiredReplicas": 0, "currentMetrics": null }),
        "PodDisruptionBudget" => json!({
            "disruptionsAllowed": 0, "currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0,
        }),
        _ => return None,
    })
}
