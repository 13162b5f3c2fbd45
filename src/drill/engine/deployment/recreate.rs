//! All old pods go before the first new one comes (`recreate.go`).

use super::{
    plan::{Plan, Sets},
    sets,
};
use crate::drill::engine::{cluster::Cluster, fields::Fields};

/// Scales the old ReplicaSets to nothing. Whether it did.
pub fn stop(cluster: &mut Cluster<'_>, plan: &Plan, all: &mut Sets) -> bool {
    let mut stopped = false;
    for set in all.old.iter_mut().filter(|set| set.wanted > 0) {
        stopped |= sets::scale(cluster, plan, set, 0);
    }
    stopped
}

/// Whether a pod of an old ReplicaSet is still there, even if it is about to go.
#[must_use]
pub fn still_running(cluster: &Cluster<'_>, all: &Sets) -> bool {
    all.old.iter().any(|set| {
        let pods = cluster.controlled(&set.object, "Pod");
        set.actual > 0 || pods.iter().any(|pod| !matches!(pod.value.text("status.phase"), "Failed" | "Succeeded"))
    })
}
