//! Pod disruption budgets (`k8s.io/kubernetes/pkg/controller/disruption`).

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};

use super::{
    cluster::Cluster,
    condition,
    fields::{Fields, stamp},
    index::controller,
    pods,
    share::share,
};
use crate::drill::object::{Key, Object};

/// Writes how many pods of a budget may be disturbed.
pub fn reconcile(cluster: &mut Cluster<'_>, key: &Key) {
    let Some(budget) = cluster.get(key) else { return };
    let members: Vec<Key> = cluster.index.members(key).cloned().collect();
    let all: Vec<Arc<Object>> =
        members.iter().filter_map(|key| cluster.get(key)).filter(|pod| !pods::ended(&pod.value)).collect();
    if all.is_empty() {
        cluster.report("controllermanager", &budget, (false, "NoPods"), "No matching pods found".to_owned());
    }
    let number = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let most = budget.value.at("spec.maxUnavailable");
    let least = budget.value.at("spec.minAvailable");
    let (expected, desired) = if most.is_null() {
        let expected = if least.is_string() { scale(cluster, &all) } else { number };
        (expected, share(least, expected, true))
    } else {
        let expected = scale(cluster, &all);
        (expected, (expected - share(most, expected, true)).max(0))
    };
    let healthy = all.iter().filter(|pod| pods::ready(&pod.value) && pods::active(&pod.value)).count();
    let healthy = i64::try_from(healthy).unwrap_or(i64::MAX);
    let allowed = if expected > 0 { (healthy - desired).max(0) } else { 0 };
    let (word, reason) = if allowed > 0 { ("True", "SufficientPods") } else { ("False", "InsufficientPods") };
    let known = condition::find(budget.value.at("status"), "DisruptionAllowed");
    let since = if known.text("status") == word { known.at("lastTransitionTime").clone() } else { stamp(cluster.now) };
    let generation = budget.value.count("metadata.generation");
    let status = json!({"conditions": [{"type": "DisruptionAllowed", "status": word, "reason": reason, "message": "",
            "observedGeneration": generation, "lastTransitionTime": since}],
        "currentHealthy": healthy, "desiredHealthy": desired, "disruptionsAllowed": allowed, "expectedPods": expected,
        "observedGeneration": generation});
    cluster.edit_status(key, status);
}

/// How many pods those want that control these.
fn scale(cluster: &Cluster<'_>, all: &[Arc<Object>]) -> i64 {
    let owners: BTreeMap<&str, (&Value, &Arc<Object>)> =
        all.iter().filter_map(|pod| controller(&pod.value).map(|owner| (owner.text("uid"), (owner, pod)))).collect();
    let wanted = owners.values().filter_map(|(owner, pod)| {
        let set = cluster.named(owner.text("kind"), &pod.key.namespace, owner.text("name"))?;
        // A Deployment's scale counts, not that of one of its ReplicaSets.
        let above = controller(&set.value)
            .and_then(|owner| cluster.named(owner.text("kind"), &pod.key.namespace, owner.text("name")));
        let above = above.unwrap_or(set);
        Some((above.key.clone(), above.value.number("spec.replicas").unwrap_or(1)))
    });
    wanted.collect::<BTreeMap<Key, i64>>().values().sum()
}
