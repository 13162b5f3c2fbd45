//! The pods of a StatefulSet: numbered, and made of one of two revisions.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::{
    cluster::Cluster,
    fields::{Fields, map, put},
    pods, revisions,
};
use crate::drill::{
    object::{Key, Object},
    resource::Resource,
};

pub const NAME: &str = "statefulset-controller";
pub const REVISION: &str = "controller-revision-hash";

/// The number at the end of a pod's name.
#[must_use]
pub fn ordinal(set: &Object, pod: &Object) -> Option<i64> {
    pod.key.name.strip_prefix(&*set.key.name)?.strip_prefix('-')?.parse().ok()
}

#[must_use]
pub fn revision(pod: &Value) -> &str {
    pod.entry("metadata.labels", REVISION).as_str().unwrap_or_default()
}

#[must_use]
pub fn terminating(pod: &Value) -> bool {
    !pod.at("metadata.deletionTimestamp").is_null()
}

#[must_use]
pub fn available(set: &Object, pod: &Value, now: Timestamp) -> bool {
    pod.text("status.phase") == "Running" && pods::available(pod, set.value.count("spec.minReadySeconds"), now)
}

/// Makes the pod of a number, and its claims.
pub fn create(cluster: &mut Cluster<'_>, set: &Arc<Object>, number: i64, revision: &Object) {
    let name = format!("{}-{number}", set.key.name);
    let mut pod = pods::of_template(set, &revisions::template_of(revision));
    for (label, value) in [
        (REVISION, &*revision.key.name),
        ("statefulset.kubernetes.io/pod-name", name.as_str()),
        ("apps.kubernetes.io/pod-index", number.to_string().as_str()),
    ] {
        if let Some(labels) = map(&mut pod, "metadata.labels") {
            labels.insert(label.to_owned(), value.into());
        }
    }
    put(&mut pod, "spec.hostname", name.as_str());
    if !set.value.text("spec.serviceName").is_empty() {
        put(&mut pod, "spec.subdomain", set.value.text("spec.serviceName"));
    }
    claim(cluster, set, &name, &mut pod);
    match pods::create(cluster, set, Some(&name), pod) {
        Ok(_) => {
            let message = format!("create Pod {name} in StatefulSet {} successful", set.key.name);
            cluster.report(NAME, set, (false, "SuccessfulCreate"), message);
        }
        Err(refusal) if refusal.is_terminating() => {}
        Err(refusal) => {
            let message = format!("create Pod {name} in StatefulSet {} failed error: {refusal}", set.key.name);
            cluster.report(NAME, set, (true, "FailedCreate"), message);
        }
    }
}

pub fn delete(cluster: &mut Cluster<'_>, set: &Arc<Object>, pod: &Object) {
    cluster.delete(&pod.key);
    let message = format!("delete Pod {} in StatefulSet {} successful", pod.key.name, set.key.name);
    cluster.report(NAME, set, (false, "SuccessfulDelete"), message);
}

/// Claims of the set's templates, bound at once: there is no storage here that could be short.
fn claim(cluster: &mut Cluster<'_>, set: &Arc<Object>, pod_name: &str, pod: &mut Value) {
    let Some(resource) = Resource::of_kind("PersistentVolumeClaim") else { return };
    for template in set.value.items("spec.volumeClaimTemplates") {
        let volume = template.text("metadata.name");
        let name = format!("{volume}-{pod_name}");
        let key = Key { resource, namespace: Arc::clone(&set.key.namespace), name: name.as_str().into() };
        let mut value = template.clone();
        put(&mut value, "metadata.labels", set.value.at("spec.selector.matchLabels").clone());
        put(&mut value, "spec.volumeName", format!("pvc-{}", cluster.store.dice().uid()));
        put(
            &mut value,
            "status",
            json!({"phase": "Bound", "accessModes": template.at("spec.accessModes"),
            "capacity": template.at("spec.resources.requests")}),
        );
        cluster.create(key, value);
        let mut volumes = pod.items("spec.volumes").to_vec();
        volumes.retain(|known| known.text("name") != volume);
        volumes.push(json!({"name": volume, "persistentVolumeClaim": {"claimName": name}}));
        put(pod, "spec.volumes", volumes);
    }
}
