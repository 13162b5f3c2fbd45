//! A DaemonSet's status, counted over nodes.

use std::sync::Arc;

use serde_json::json;

use super::super::{
    cluster::Cluster,
    fields::{Fields, count},
    pods,
};
use super::daemon::{Place, updated};
use crate::drill::object::Object;

/// Writes on how many nodes pods belong, are, are ready, and are of the present revision.
pub fn write(cluster: &mut Cluster<'_>, set: &Arc<Object>, places: &[Place], hash: &str) {
    let now = cluster.now;
    let wait = set.value.count("spec.minReadySeconds");
    let number =
        |fits: &dyn Fn(&Place) -> bool| i64::try_from(places.iter().filter(|place| fits(place)).count()).unwrap_or(0);
    let first = |place: &Place, fits: &dyn Fn(&serde_json::Value) -> bool| {
        place.wanted && place.pods.first().is_some_and(|pod| fits(&pod.value))
    };
    let desired = number(&|place| place.wanted);
    let available = number(&|place| first(place, &|pod| pods::available(pod, wait, now)));
    let mut status = json!({"currentNumberScheduled": number(&|place| first(place, &|_| true)),
        "numberMisscheduled": number(&|place| !place.wanted && !place.pods.is_empty()), "desiredNumberScheduled": desired,
        "numberReady": number(&|place| first(place, &pods::ready)), "observedGeneration": set.value.count("metadata.generation")});
    count(&mut status, "updatedNumberScheduled", number(&|place| first(place, &|pod| updated(set, pod, hash))));
    count(&mut status, "numberAvailable", available);
    count(&mut status, "numberUnavailable", desired - available);
    cluster.edit_status(&set.key, status);
}
