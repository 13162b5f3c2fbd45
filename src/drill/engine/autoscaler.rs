//! Horizontal pod autoscalers, in a cluster that serves no metrics: they keep to their bounds and say why they do no more.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    agenda::Who,
    cluster::Cluster,
    condition,
    fields::{Fields, put, stamp},
};
use crate::drill::object::{Key, Object};

const NAME: &str = "horizontal-pod-autoscaler";
/// `--horizontal-pod-autoscaler-sync-period`.
const PERIOD: Duration = Duration::from_secs(15);

/// Looks at the target's scale, as every 15 seconds.
pub fn reconcile(cluster: &mut Cluster<'_>, key: &Key) {
    let Some(scaler) = cluster.get(key) else { return };
    cluster.again(Who::Autoscalers, key, PERIOD);
    if is_new(&scaler.value, cluster.now) {
        return;
    }
    let mut status = scaler.value.at("status").clone();
    let reference = scaler.value.at("spec.scaleTargetRef");
    let (kind, name) = (reference.text("kind"), reference.text("name"));
    let Some(target) = cluster.named(kind, &key.namespace, name) else {
        let plural = format!("{}s.apps", kind.to_lowercase());
        let words = format!("{plural} \"{name}\" not found");
        cluster.report(NAME, &scaler, (true, "FailedGetScale"), words.clone());
        let message = format!("the HPA controller was unable to get the target's current scale: {words}");
        say(cluster, &mut status, "AbleToScale", ("False", "FailedGetScale", &message));
        return write(cluster, key, status);
    };
    let found = "the HPA controller was able to get the target's current scale";
    say(cluster, &mut status, "AbleToScale", ("True", "SucceededGetScale", found));
    let current = target.value.number("spec.replicas").unwrap_or(1);
    let least = scaler.value.number("spec.minReplicas").unwrap_or(1);
    let most = scaler.value.number("spec.maxReplicas").unwrap_or(current);
    put(&mut status, "currentReplicas", current);
    if current == 0 && least != 0 {
        let message = "scaling is disabled since the replica count of the target is zero";
        say(cluster, &mut status, "ScalingActive", ("False", "ScalingDisabled", message));
        put(&mut status, "desiredReplicas", 0);
    } else if current > most {
        rescale(cluster, (&scaler, &target), &mut status, (most, "Current number of replicas above Spec.MaxReplicas"));
    } else if current < least {
        rescale(cluster, (&scaler, &target), &mut status, (least, "Current number of replicas below Spec.MinReplicas"));
    } else {
        blind(cluster, &scaler, &mut status);
    }
    write(cluster, key, status);
}

/// Whether it was made within the last period: the first look comes after one.
fn is_new(scaler: &Value, now: Timestamp) -> bool {
    let made = scaler.text("metadata.creationTimestamp").parse::<Timestamp>();
    made.is_ok_and(|made| Duration::try_from(now.duration_since(made)).is_ok_and(|age| age < PERIOD))
}

fn rescale(
    cluster: &mut Cluster<'_>,
    (scaler, target): (&Arc<Object>, &Object),
    status: &mut Value,
    (to, why): (i64, &str),
) {
    cluster.edit_spec(&target.key, |target| put(target, "spec.replicas", to));
    cluster.report(NAME, scaler, (false, "SuccessfulRescale"), format!("New size: {to}; reason: {why}"));
    let message = format!("the HPA controller was able to update the target scale to {to}");
    say(cluster, status, "AbleToScale", ("True", "SucceededRescale", &message));
    put(status, "desiredReplicas", to);
    put(status, "lastScaleTime", stamp(cluster.now));
}

/// There is nobody who could be asked for metrics.
fn blind(cluster: &mut Cluster<'_>, scaler: &Arc<Object>, status: &mut Value) {
    let metrics = scaler.value.items("spec.metrics");
    let resource =
        metrics.iter().map(|metric| metric.text("resource.name")).find(|name| !name.is_empty()).unwrap_or("cpu");
    let utilization = metrics.iter().all(|metric| metric.text("resource.target.type") != "AverageValue");
    let failed = if utilization { format!("failed to get {resource} utilization: ") } else { String::new() };
    let cause = format!(
        "{failed}unable to get metrics for resource {resource}: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)"
    );
    let number = metrics.len().max(1);
    let first = format!(
        "invalid metrics ({number} invalid out of {number}), first error is: failed to get {resource} resource metric value: {cause}"
    );
    cluster.report(NAME, scaler, (true, "FailedGetResourceMetric"), cause.clone());
    cluster.report(NAME, scaler, (true, "FailedComputeMetricsReplicas"), first);
    let message = format!("the HPA was unable to compute the replica count: {cause}");
    say(cluster, status, "ScalingActive", ("False", "FailedGetResourceMetric", &message));
    if status.get("desiredReplicas").is_none() {
        put(status, "desiredReplicas", 0);
    }
    put(status, "currentMetrics", json!([{"type": ""}]));
}

fn say(cluster: &Cluster<'_>, status: &mut Value, kind: &str, (word, reason, message): (&str, &str, &str)) {
    let known = condition::find(status, kind);
    let since = if known.text("status") == word { known.at("lastTransitionTime").clone() } else { stamp(cluster.now) };
    let new = json!({"type": kind, "status": word, "lastTransitionTime": since, "reason": reason, "message": message});
    let place = status
        .get_mut("conditions")
        .and_then(Value::as_array_mut)
        .and_then(|all| all.iter_mut().find(|one| one.text("type") == kind));
    match place {
        Some(place) => *place = new,
        None => condition::push(status, new),
    }
}

fn write(cluster: &mut Cluster<'_>, key: &Key, status: Value) {
    cluster.edit_status(key, status);
}
