//! By kind.

use serde_json::Value;

use crate::drill::{resource::Resource, store::refusal::Cause};

use super::{configuration, meta, pod, policy, problems::Problems, service, workload};

/// What is wrong with an object.
pub fn object(resource: &Resource, value: &Value) -> Vec<Cause> {
    let mut problems = Problems::default();
    meta::check(resource, value, &mut problems);
    let spec = value.get("spec").unwrap_or(&Value::Null);
    match resource.kind {
        "Pod" => pod::spec(spec, "spec", &mut problems),
        "Deployment" => workload::deployment(spec, &mut problems),
        "ReplicaSet" => workload::replica_set(spec, &mut problems),
        "StatefulSet" => workload::stateful_set(spec, &mut problems),
        "DaemonSet" => workload::daemon_set(spec, &mut problems),
        "Service" => service::spec(spec, &mut problems),
        "HorizontalPodAutoscaler" => policy::autoscaler(spec, &mut problems),
        "PodDisruptionBudget" => policy::budget(spec, &mut problems),
        "ConfigMap" => configuration::config_map(value, &mut problems),
        "Secret" => configuration::secret(value, &mut problems),
        _ => configuration::other(resource.kind, value, &mut problems),
    }
    problems.into_causes()
}
