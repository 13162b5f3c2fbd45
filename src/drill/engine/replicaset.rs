//! The ReplicaSet controller (`k8s.io/kubernetes/pkg/controller/replicaset`).

use std::{collections::HashMap, sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::{
    agenda::Who,
    cluster::{Cluster, controlled_by},
    condition,
    fields::{Fields, count, put, stamp},
    index::controller,
    pods, selector,
};
use crate::drill::object::{Key, Object};

const NAME: &str = "replicaset-controller";

/// So many pods are made or taken away at once.
const BURST: usize = 500;

/// Makes pods where some are missing, takes some away where there are too many, and counts.
pub fn reconcile(cluster: &mut Cluster<'_>, key: &Key) {
    let Some(set) = cluster.get(key) else { return };
    let mut mine = claimed(cluster, &set);
    let wanted = usize::try_from(set.value.number("spec.replicas").unwrap_or(1)).unwrap_or(0);
    let mut failure = None;
    if set.value.at("metadata.deletionTimestamp").is_null() {
        if mine.len() < wanted {
            failure = grow(cluster, &set, (wanted - mine.len()).min(BURST));
            if wanted - mine.len() > BURST {
                cluster.again(Who::ReplicaSets, key, Duration::from_millis(500));
            }
        } else if mine.len() > wanted {
            shrink(cluster, &set, &mut mine, wanted);
        }
    }
    // Pods that were made or taken away just now are counted by the next look, which they bring.
    write(cluster, &set, &mine, failure);
}

/// The pods of a set: those that it controls and whose labels still fit. Others are let go, and fitting ones that nobody controls are adopted.
fn claimed(cluster: &mut Cluster<'_>, set: &Arc<Object>) -> Vec<Arc<Object>> {
    let wanted = set.value.at("spec.selector");
    let fits = |pod: &Object| selector::fits(wanted, pod.value.at("metadata.labels"));
    let (mine, strangers): (Vec<_>, Vec<_>) =
        cluster.controlled(set, "Pod").into_iter().filter(|pod| pods::active(&pod.value)).partition(|pod| fits(pod));
    for pod in strangers {
        cluster.edit(&pod.key, |pod| {
            if let Some(owners) =
                pod.get_mut("metadata").and_then(|meta| meta.get_mut("ownerReferences")).and_then(Value::as_array_mut)
            {
                owners.retain(|owner| owner.text("uid") != set.uid());
            }
        });
    }
    let orphans: Vec<Key> = cluster.index.orphans(&set.key.namespace, "Pod").cloned().collect();
    let orphans = orphans.iter().filter_map(|key| cluster.get(key));
    let adopted: Vec<_> =
        orphans.filter(|pod| pods::active(&pod.value) && controller(&pod.value).is_none() && fits(pod)).collect();
    let adopt = |pod: Arc<Object>| {
        cluster.edit(&pod.key, |pod| put(pod, "metadata.ownerReferences", controlled_by(set))).unwrap_or(pod)
    };
    mine.into_iter().chain(adopted.into_iter().map(adopt).collect::<Vec<_>>()).collect()
}

fn grow(cluster: &mut Cluster<'_>, set: &Arc<Object>, number: usize) -> Option<String> {
    for _ in 0..number {
        let pod = pods::of_template(set, set.value.at("spec.template"));
        match pods::create(cluster, set, None, pod) {
            Ok(made) => {
                cluster.report(NAME, set, (false, "SuccessfulCreate"), format!("Created pod: {}", made.key.name));
            }
            // The namespace is about to go: there is nothing to say and nothing to do.
            Err(refusal) if refusal.is_terminating() => return None,
            Err(refusal) => {
                cluster.report(NAME, set, (true, "FailedCreate"), format!("Error creating: {refusal}"));
                // The real queue waits twice as long each time; this is about its mean over some minutes.
                cluster.again(Who::ReplicaSets, &set.key, Duration::from_secs(20));
                return Some(refusal.message);
            }
        }
    }
    None
}

fn shrink(cluster: &mut Cluster<'_>, set: &Arc<Object>, mine: &mut [Arc<Object>], wanted: usize) {
    let mut crowd: HashMap<String, usize> = HashMap::new();
    for pod in mine.iter() {
        *crowd.entry(pod.value.text("spec.nodeName").to_owned()).or_default() += 1;
    }
    let neighbours = |pod: &Object| crowd.get(pod.value.text("spec.nodeName")).copied().unwrap_or(0);
    mine.sort_by_cached_key(|pod| std::cmp::Reverse(pods::expendable(&pod.value, neighbours(pod))));
    for pod in mine.iter().take((mine.len() - wanted).min(BURST)) {
        cluster.delete(&pod.key);
        cluster.report(NAME, set, (false, "SuccessfulDelete"), format!("Deleted pod: {}", pod.key.name));
    }
}

fn write(cluster: &mut Cluster<'_>, set: &Arc<Object>, mine: &[Arc<Object>], failure: Option<String>) {
    let now = cluster.now;
    let wait = set.value.count("spec.minReadySeconds");
    let template = set.value.at("spec.template.metadata.labels");
    let number = |fits: &dyn Fn(&Value) -> bool| {
        i64::try_from(mine.iter().filter(|pod| fits(&pod.value)).count()).unwrap_or(i64::MAX)
    };
    let mut status = json!({"replicas": number(&|_| true)});
    count(&mut status, "fullyLabeledReplicas", number(&|pod| selector::all(template, pod.at("metadata.labels"))));
    count(&mut status, "readyReplicas", number(&pods::ready));
    count(&mut status, "availableReplicas", number(&|pod| pods::available(pod, wait, now)));
    put(&mut status, "observedGeneration", set.value.count("metadata.generation"));
    if let Some(message) = failure {
        let known = condition::find(set.value.at("status"), "ReplicaFailure");
        let fresh = json!({"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": message, "lastTransitionTime": stamp(now)});
        condition::push(&mut status, if known.is_null() { fresh } else { known.clone() });
    }
    cluster.edit_status(&set.key, status);
    if wait > 0 {
        let later =
            mine.iter().filter_map(|pod| pods::available_from(&pod.value, wait)).filter(|from| *from > now).min();
        if let Some(later) = later {
            let left = Duration::try_from(later.duration_since(now)).unwrap_or_default();
            cluster.again(Who::ReplicaSets, &set.key, left);
        }
    }
}
