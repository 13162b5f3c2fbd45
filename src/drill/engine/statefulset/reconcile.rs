//! One look at a StatefulSet (`updateStatefulSet`).

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use super::{
    super::{agenda::Who, cluster::Cluster, fields::Fields, pods, revisions},
    member::{self, available, ordinal, revision, terminating},
    status,
};
use crate::drill::object::{Key, Object};

/// Does the next thing that a StatefulSet needs: one pod after the other, unless its pods are managed in parallel.
pub fn reconcile(cluster: &mut Cluster<'_>, key: &Key) {
    let Some(set) = cluster.get(key) else { return };
    let known = revisions::all(cluster, &set);
    let Some(update) = revisions::current(cluster, &set, &known, "controller.kubernetes.io/hash") else { return };
    let current = known.iter().find(|one| &*one.key.name == set.value.text("status.currentRevision"));
    let current = current.map_or_else(|| Arc::clone(&update), Arc::clone);
    let mut all: Vec<(i64, Arc<Object>)> =
        cluster.controlled(&set, "Pod").into_iter().filter_map(|pod| Some((ordinal(&set, &pod)?, pod))).collect();
    all.sort_by_key(|(number, _)| *number);
    let mut just = 0;
    if set.value.at("metadata.deletionTimestamp").is_null() && settle(cluster, &set, &all, (&current, &update)) {
        just = roll(cluster, &set, &all, &update);
    }
    status::write(cluster, &set, (&current, &update), just);
    wait(cluster, &set, &all);
    let live = all.iter().map(|(_, pod)| revision(&pod.value).to_owned());
    let live: BTreeSet<String> = live.chain([current.key.name.to_string(), update.key.name.to_string()]).collect();
    revisions::truncate(cluster, &set, &known, &live);
}

/// Makes what is missing and takes away what is too much. Whether that is done, so that pods may be replaced.
fn settle(
    cluster: &mut Cluster<'_>,
    set: &Arc<Object>,
    all: &[(i64, Arc<Object>)],
    revisions: (&Object, &Object),
) -> bool {
    let monotonic = set.value.text("spec.podManagementPolicy") != "Parallel";
    let start = set.value.count("spec.ordinals.start");
    let end = start + set.value.number("spec.replicas").unwrap_or(1);
    let mut waits = false;
    for number in start..end {
        let pod = all.iter().find(|(known, _)| *known == number).map(|(_, pod)| pod);
        let settled = match pod {
            None => {
                member::create(cluster, set, number, version(set, number, revisions));
                false
            }
            Some(pod) if pods::ended(&pod.value) => {
                if !terminating(&pod.value) {
                    member::delete(cluster, set, pod);
                }
                false
            }
            Some(pod) => !terminating(&pod.value) && available(set, &pod.value, cluster.now),
        };
        if !settled && monotonic {
            return false;
        }
        waits |= pod.is_none();
    }
    for (_, pod) in all.iter().rev().filter(|(number, _)| !(start..end).contains(number)) {
        if !terminating(&pod.value) {
            member::delete(cluster, set, pod);
        }
        if monotonic {
            return false;
        }
    }
    !waits
}

/// Of which revision the pod of a number is made: below the partition, or as long as the first rollout has not got there, of the current one.
fn version<'a>(set: &Object, number: i64, (current, update): (&'a Object, &'a Object)) -> &'a Object {
    let strategy = set.value.at("spec.updateStrategy");
    let start = set.value.count("spec.ordinals.start");
    let stays = match strategy.number("rollingUpdate.partition") {
        Some(partition) => number < start + partition,
        None => strategy.at("rollingUpdate").is_null() && number < start + set.value.count("status.currentReplicas"),
    };
    if strategy.text("type") != "OnDelete" && stays { current } else { update }
}

/// Replaces the pod with the highest number that is of an old revision, once all above it work. How many were told to go.
fn roll(cluster: &mut Cluster<'_>, set: &Arc<Object>, all: &[(i64, Arc<Object>)], update: &Object) -> i64 {
    let strategy = set.value.at("spec.updateStrategy");
    if strategy.text("type") == "OnDelete" {
        return 0;
    }
    let least = set.value.count("spec.ordinals.start") + strategy.count("rollingUpdate.partition");
    for (_, pod) in all.iter().rev().filter(|(number, _)| *number >= least) {
        if revision(&pod.value) != &*update.key.name && !terminating(&pod.value) {
            member::delete(cluster, set, pod);
            return 1;
        }
        if !available(set, &pod.value, cluster.now) {
            return 0;
        }
    }
    0
}

/// Looks again when a pod has been ready for long enough.
fn wait(cluster: &mut Cluster<'_>, set: &Arc<Object>, all: &[(i64, Arc<Object>)]) {
    let seconds = set.value.count("spec.minReadySeconds");
    let later = all
        .iter()
        .filter_map(|(_, pod)| pods::available_from(&pod.value, seconds))
        .filter(|from| *from > cluster.now)
        .min();
    if let Some(left) = later.and_then(|later| Duration::try_from(later.duration_since(cluster.now)).ok()) {
        cluster.again(Who::StatefulSets, &set.key, left);
    }
}
