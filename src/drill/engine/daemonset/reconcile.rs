//! One look at a DaemonSet.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use super::{
    super::{agenda::Who, cluster::Cluster, fields::Fields, pods, revisions, share::share},
    daemon::{self, Place, belongs, updated},
    status,
};
use crate::drill::{
    object::{Key, Object},
    resource::Resource,
};

/// Puts a pod on every node that wants one, and replaces old ones as far as they may be missing.
pub fn reconcile(cluster: &mut Cluster<'_>, key: &Key) {
    let Some(set) = cluster.get(key) else { return };
    let known = revisions::all(cluster, &set);
    let Some(update) = revisions::current(cluster, &set, &known, daemon::REVISION) else { return };
    let hash = update.value.entry("metadata.labels", daemon::REVISION).as_str().unwrap_or_default().to_owned();
    let places = places(cluster, &set);
    if set.value.at("metadata.deletionTimestamp").is_null() {
        settle(cluster, &set, &places, &hash);
        if set.value.text("spec.updateStrategy.type") != "OnDelete" {
            roll(cluster, &set, &places, &hash);
        }
    }
    status::write(cluster, &set, &places, &hash);
    wait(cluster, &set, &places);
    let label = |pod: &Arc<Object>| {
        pod.value.entry("metadata.labels", daemon::REVISION).as_str().unwrap_or_default().to_owned()
    };
    let used: BTreeSet<String> = places.iter().flat_map(|place| place.pods.iter().map(label)).chain([hash]).collect();
    let live = known
        .iter()
        .filter(|one| used.contains(one.value.entry("metadata.labels", daemon::REVISION).as_str().unwrap_or_default()));
    let live = live.map(|one| one.key.name.to_string()).collect();
    revisions::truncate(cluster, &set, &known, &live);
}

fn places(cluster: &Cluster<'_>, set: &Arc<Object>) -> Vec<Place> {
    let mut mine = cluster.controlled(set, "Pod");
    mine.sort_by(|one, other| one.text("/metadata/creationTimestamp").cmp(other.text("/metadata/creationTimestamp")));
    let nodes = Resource::of_kind("Node").into_iter().flat_map(|nodes| cluster.store.list(nodes, None));
    let place = |node: &Arc<Object>| {
        let pods = mine.iter().filter(|pod| place_of(&pod.value) == &*node.key.name).map(Arc::clone).collect();
        Place { node: Arc::clone(node), pods, wanted: belongs(set, node) }
    };
    nodes.map(place).collect()
}

/// The node that a pod of the set is for, even before the scheduler has put it there.
fn place_of(pod: &serde_json::Value) -> &str {
    let assigned = pod.text("spec.nodeName");
    let terms =
        pod.items("spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms");
    let named = || terms.first()?.items("matchFields").first()?.items("values").first()?.as_str();
    if assigned.is_empty() { named().unwrap_or_default() } else { assigned }
}

fn settle(cluster: &mut Cluster<'_>, set: &Arc<Object>, places: &[Place], hash: &str) {
    let surges = surge(set, places) > 0;
    for place in places {
        let (name, present) = (&place.node.key.name, place.present());
        if !place.wanted {
            place.pods.iter().filter(|pod| pods::active(&pod.value)).for_each(|pod| daemon::delete(cluster, set, pod));
        } else if place.pods.is_empty() || surges && present.is_none() {
            daemon::create(cluster, set, name, hash);
        } else {
            for pod in place
                .pods
                .iter()
                .filter(|pod| pods::ended(&pod.value) && pod.value.at("metadata.deletionTimestamp").is_null())
            {
                let message = format!(
                    "Found failed daemon pod {}/{} on node {name}, will try to kill it",
                    pod.key.namespace, pod.key.name
                );
                cluster.report(daemon::NAME, set, (true, "FailedDaemonPod"), message);
                daemon::delete(cluster, set, pod);
            }
        }
    }
}

fn bound(set: &Object, places: &[Place], name: &str, default: i64) -> i64 {
    let wanted = i64::try_from(places.iter().filter(|place| place.wanted).count()).unwrap_or(0);
    let said = set.value.at("spec.updateStrategy.rollingUpdate").at(name);
    if said.is_null() { default } else { share(said, wanted, true) }
}

fn surge(set: &Object, places: &[Place]) -> i64 {
    bound(set, places, "maxSurge", 0)
}

/// Deletes old pods: those that do not work, and as many others as may be missing. With a surge, new ones come first.
fn roll(cluster: &mut Cluster<'_>, set: &Arc<Object>, places: &[Place], hash: &str) {
    let (now, seconds) = (cluster.now, set.value.count("spec.minReadySeconds"));
    let works = |pod: &Object| pods::available(&pod.value, seconds, now);
    let surge = surge(set, places);
    let mut left = if surge > 0 { surge } else { bound(set, places, "maxUnavailable", 1).max(1) };
    let mut candidates = Vec::new();
    for place in places.iter().filter(|place| place.wanted) {
        let active = || place.pods.iter().filter(|pod| pods::active(&pod.value));
        let new = active().find(|pod| updated(set, &pod.value, hash));
        let old = active().find(|pod| !updated(set, &pod.value, hash));
        match (new, old) {
            (Some(new), Some(old)) if works(new) || !pods::ready(&old.value) => daemon::delete(cluster, set, old),
            (None, None) | (Some(_), Some(_)) => left -= 1,
            (Some(new), None) => left -= i64::from(surge == 0 && !works(new)),
            (None, Some(old)) if !works(old) => {
                replace(cluster, set, (place, old, hash), surge);
                left -= 1;
            }
            (None, Some(old)) => candidates.push((place, old)),
        }
    }
    for (place, old) in candidates.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        replace(cluster, set, (place, old, hash), surge);
    }
}

fn replace(cluster: &mut Cluster<'_>, set: &Arc<Object>, (place, old, hash): (&Place, &Arc<Object>, &str), surge: i64) {
    if surge > 0 { daemon::create(cluster, set, &place.node.key.name, hash) } else { daemon::delete(cluster, set, old) }
}

fn wait(cluster: &mut Cluster<'_>, set: &Arc<Object>, places: &[Place]) {
    let seconds = set.value.count("spec.minReadySeconds");
    let all = places.iter().flat_map(|place| &place.pods);
    let later =
        all.filter_map(|pod| pods::available_from(&pod.value, seconds)).filter(|from| *from > cluster.now).min();
    if let Some(left) = later.and_then(|later| Duration::try_from(later.duration_since(cluster.now)).ok()) {
        cluster.again(Who::DaemonSets, &set.key, left);
    }
}
