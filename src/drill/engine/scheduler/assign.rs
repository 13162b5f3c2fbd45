//! One attempt to find a node for a pod.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::fit::{Misfit, fit};
use crate::drill::{
    engine::{
        agenda::Who,
        cluster::Cluster,
        condition,
        events::{Report, Source},
        fields::{Fields, put, stamp},
        room::{Room, demand},
    },
    object::{Key, Object},
    resource::Resource,
};

/// What waits for a node is looked at again after so long, if nothing happens before (`flushUnschedulablePodsLeftover`).
const LEFT_OVER: Duration = Duration::from_mins(5);

/// Assigns a pod to the emptiest node that fits, or says why none does.
pub fn assign(cluster: &mut Cluster<'_>, key: &Key) {
    let Some(pod) = cluster.get(key) else { return };
    let value = &pod.value;
    let waits = value.text("spec.nodeName").is_empty() && value.at("metadata.deletionTimestamp").is_null();
    if !waits || value.text("spec.schedulerName") != "default-scheduler" && !value.text("spec.schedulerName").is_empty()
    {
        return;
    }
    let asked = demand(value);
    let nodes: Vec<Arc<Object>> = Resource::of_kind("Node")
        .map(|nodes| cluster.store.list(nodes, None).map(Arc::clone).collect())
        .unwrap_or_default();
    let mut misfits = Vec::new();
    let mut fitting = Vec::new();
    for node in &nodes {
        let whole = cluster.index.whole(&node.key);
        let used = cluster.index.room(&node.key.name);
        let mut free = whole;
        free.give_back(used);
        match fit(value, &node.value, asked, (free, whole)) {
            Ok(()) => fitting.push((load(used, whole), node)),
            Err(misfit) => misfits.push(misfit),
        }
    }
    match fitting.into_iter().min_by_key(|(load, node)| (*load, Arc::clone(&node.key.name))) {
        Some((_, node)) => bind(cluster, &pod, &node.key.name),
        None => refuse(cluster, &pod, &words(nodes.len(), &misfits)),
    }
}

/// How full a node is, in thousandths, and how many pods it has.
fn load(used: Room, whole: Room) -> (i64, i64) {
    let part = |used: i64, whole: i64| used.saturating_mul(1000).checked_div(whole).unwrap_or(1000);
    (part(used.cpu, whole.cpu).max(part(used.memory, whole.memory)), used.pods)
}

fn report(warning: bool, reason: &'static str, message: String) -> Report {
    let source = Source { component: "default-scheduler", host: String::new() };
    Report { source, field: String::new(), warning, reason, message }
}

fn bind(cluster: &mut Cluster<'_>, pod: &Object, node: &str) {
    let now = cluster.now;
    cluster.edit(&pod.key, |value| {
        put(value, "spec.nodeName", node);
        scheduled(value, &json!({"status": "True"}), now);
    });
    let message = format!("Successfully assigned {}/{} to {node}", pod.key.namespace, pod.key.name);
    cluster.tell(pod, report(false, "Scheduled", message));
}

fn refuse(cluster: &mut Cluster<'_>, pod: &Object, message: &str) {
    let now = cluster.now;
    let said = condition::find(pod.value.at("status"), "PodScheduled").text("message") == message;
    if !said {
        cluster.edit(&pod.key, |value| {
            scheduled(value, &json!({"status": "False", "reason": "Unschedulable", "message": message}), now);
        });
    }
    cluster.tell(pod, report(true, "FailedScheduling", message.to_owned()));
    cluster.again(Who::Scheduler, &pod.key, LEFT_OVER);
}

fn scheduled(pod: &mut Value, said: &Value, now: jiff::Timestamp) {
    let mut status = pod.at("status").clone();
    let known = condition::find(&status, "PodScheduled");
    let since =
        if known.text("status") == said.text("status") { known.at("lastTransitionTime").clone() } else { stamp(now) };
    let mut new = json!({"type": "PodScheduled", "lastProbeTime": null, "lastTransitionTime": since,
        "observedGeneration": pod.count("metadata.generation")});
    for (name, value) in said.as_object().into_iter().flatten() {
        put(&mut new, name, value.clone());
    }
    condition::remove(&mut status, "PodScheduled");
    condition::push(&mut status, new);
    put(pod, "status", status);
}

/// The scheduler's words for nodes that do not fit (`FitError`), preemption included.
fn words(all: usize, misfits: &[Misfit]) -> String {
    if all == 0 {
        return "no nodes available to schedule pods".to_owned();
    }
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in misfits.iter().flat_map(|misfit| &misfit.reasons) {
        *reasons.entry(reason).or_default() += 1;
    }
    let preemption = |misfit: &Misfit| {
        if misfit.curable {
            "No preemption victims found for incoming pod"
        } else {
            "Preemption is not helpful for scheduling"
        }
    };
    let mut victims: BTreeMap<&str, usize> = BTreeMap::new();
    for misfit in misfits {
        *victims.entry(preemption(misfit)).or_default() += 1;
    }
    let list = |reasons: &BTreeMap<&str, usize>| {
        let mut words: Vec<String> = reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        words.sort();
        words.join(", ")
    };
    format!(
        "0/{all} nodes are available: {}. no new claims to deallocate, preemption: 0/{all} nodes are available: {}.",
        list(&reasons),
        list(&victims)
    )
}
