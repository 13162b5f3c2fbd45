//! Whether a node fits a pod (`k8s.io/kubernetes/pkg/scheduler/framework/plugins`).

use serde_json::{Value, json};

use crate::drill::engine::{fields::Fields, room::Room, selector};

/// Why a node does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    pub reasons: Vec<String>,
    /// Whether taking pods away would help.
    pub curable: bool,
}

impl Misfit {
    fn lasting(reason: String) -> Self {
        Self { reasons: vec![reason], curable: false }
    }
}

/// `Ok` if the pod could run there. `free` is what the node has left, `whole` what it has at all.
pub fn fit(pod: &Value, node: &Value, demand: Room, (free, whole): (Room, Room)) -> Result<(), Misfit> {
    if node.flag("spec.unschedulable")
        && !tolerates(pod, &json!({"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}))
    {
        return Err(Misfit::lasting("node(s) were unschedulable".to_owned()));
    }
    let taint = node
        .items("spec.taints")
        .iter()
        .find(|taint| taint.text("effect") != "PreferNoSchedule" && !tolerates(pod, taint));
    if let Some(taint) = taint {
        let words = format!("node(s) had untolerated taint {{{}: {}}}", taint.text("key"), taint.text("value"));
        return Err(Misfit::lasting(words));
    }
    if !matches_node(pod, node) {
        return Err(Misfit::lasting("node(s) didn't match Pod's node affinity/selector".to_owned()));
    }
    let short = [
        (demand.pods > free.pods, "Too many pods", true),
        (demand.cpu > 0 && demand.cpu > free.cpu, "Insufficient cpu", demand.cpu <= whole.cpu),
        (demand.memory > 0 && demand.memory > free.memory, "Insufficient memory", demand.memory <= whole.memory),
    ];
    let short: Vec<_> = short.iter().filter(|(short, _, _)| *short).collect();
    if short.is_empty() {
        return Ok(());
    }
    let reasons = short.iter().map(|(_, words, _)| (*words).to_owned()).collect();
    Err(Misfit { reasons, curable: short.iter().all(|(_, _, curable)| *curable) })
}

/// Whether a pod tolerates a taint.
#[must_use]
pub fn tolerates(pod: &Value, taint: &Value) -> bool {
    pod.items("spec.tolerations").iter().any(|one| {
        let effect = one.text("effect").is_empty() || one.text("effect") == taint.text("effect");
        let key = one.text("key").is_empty() || one.text("key") == taint.text("key");
        let value = one.text("operator") == "Exists" || one.text("value") == taint.text("value");
        effect && key && value && (!one.text("key").is_empty() || one.text("operator") == "Exists")
    })
}

/// Whether a node is one that the pod's nodeSelector and required affinity name.
#[must_use]
pub fn matches_node(pod: &Value, node: &Value) -> bool {
    let labels = node.at("metadata.labels");
    let names = json!({"metadata.name": node.at("metadata.name")});
    let terms = pod.at("spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms");
    let term = |term: &Value| {
        let labels =
            term.items("matchExpressions").iter().all(|one| selector::expression(one, one.text("key"), labels));
        let fields = term.items("matchFields").iter().all(|one| selector::expression(one, one.text("key"), &names));
        labels && fields
    };
    selector::all(pod.at("spec.nodeSelector"), labels) && terms.as_array().is_none_or(|terms| terms.iter().any(term))
}
