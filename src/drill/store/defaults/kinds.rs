//! Defaults by kind: `k8s.io/kubernetes/pkg/apis/*/v1/defaults.go`.

use serde_json::{Map, Value, json};

use crate::drill::{
    resource::Resource,
    store::value::{default, items, within},
};

use super::{pod, service, workload};

/// Fills in what an object of this resource does not say.
pub fn fill(resource: &Resource, value: &mut Value) {
    match resource.kind {
        "Pod" => {
            let spec = within(value, "spec");
            pod::fill(spec);
            pod::request(spec);
        }
        "Deployment" => workload::deployment(within(value, "spec")),
        "ReplicaSet" => workload::replica_set(within(value, "spec")),
        "StatefulSet" => workload::stateful_set(within(value, "spec")),
        "DaemonSet" => workload::daemon_set(within(value, "spec")),
        "Service" => service::fill(within(value, "spec")),
        "HorizontalPodAutoscaler" => autoscaler(within(value, "spec")),
        "Secret" => secret(value),
        "Namespace" => namespace(value),
        "PersistentVolumeClaim" => default(within(value, "spec"), "volumeMode", "Filesystem"),
        "Event" => event(value),
        "EndpointSlice" => endpoint_slice(value),
        _ => {}
    }
}

fn autoscaler(spec: &mut Map<String, Value>) {
    default(spec, "minReplicas", 1);
    let average = json!([{
        "type": "Resource",
        "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 80 } },
    }]);
    default(spec, "metrics", average);
}

/// `stringData` is only ever written.
fn secret(value: &mut Value) {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let Some(fields) = value.as_object_mut() else { return };
    if let Some(Value::Object(plain)) = fields.shift_remove("stringData") {
        let data = within(value, "data");
        for (name, text) in plain {
            data.insert(name, STANDARD.encode(text.as_str().unwrap_or_default()).into());
        }
    }
    if let Some(fields) = value.as_object_mut() {
        default(fields, "type", "Opaque");
    }
}

fn namespace(value: &mut Value) {
    let name = crate::drill::store::value::text(value, "/metadata/name").to_owned();
    within(within_meta(value), "labels").insert("kubernetes.io/metadata.name".to_owned(), name.into());
}

fn within_meta(value: &mut Value) -> &mut Value {
    crate::drill::store::value::fields(value).entry("metadata").or_insert_with(|| json!({}))
}

fn event(value: &mut Value) {
    let fields = crate::drill::store::value::fields(value);
    for (name, empty) in [("source", json!({})), ("firstTimestamp", Value::Null), ("lastTimestamp", Value::Null)] {
        default(fields, name, empty);
    }
    default(fields, "eventTime", Value::Null);
    default(fields, "reportingComponent", "");
    default(fields, "reportingInstance", "");
}

fn endpoint_slice(value: &mut Value) {
    let fields = crate::drill::store::value::fields(value);
    for port in items(fields, "ports") {
        default(port, "name", "");
        default(port, "protocol", "TCP");
    }
}
