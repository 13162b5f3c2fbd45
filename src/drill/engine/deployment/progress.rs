//! Whether a rollout gets on, and what keeps it from it (`progress.go`).

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value;

use super::{
    plan::{Plan, Sets},
    status,
};
use crate::drill::engine::{
    agenda::Who,
    cluster::Cluster,
    condition::{self, Condition},
    fields::Fields,
};

/// Writes the status of a rollout under way, and looks again when its deadline is over.
pub fn report(cluster: &mut Cluster<'_>, plan: &Plan, all: &Sets) {
    let known = plan.status().clone();
    let mut new = status::counted(cluster, plan, all);
    let current = condition::find(&new, "Progressing").clone();
    let done =
        new.count("replicas") == new.count("updatedReplicas") && current.text("reason") == "NewReplicaSetAvailable";
    if !plan.has_deadline() {
        condition::remove(&mut new, "Progressing");
    } else if !done {
        judge(cluster, plan, all, (&known, &mut new));
    }
    failures(cluster, all, &mut new);
    let pending = plan.has_deadline() && !status::complete(plan, &new);
    let progressing = condition::find(&new, "Progressing");
    if pending && !matches!(progressing.text("reason"), "" | "ProgressDeadlineExceeded" | "NewReplicaSetAvailable") {
        let over = progressing
            .time("lastUpdateTime")
            .and_then(|from| from.checked_add(SignedDuration::from_secs(plan.deadline + 1)).ok());
        if let Some(over) = over {
            let left = Duration::try_from(over.duration_since(cluster.now)).unwrap_or(Duration::from_secs(1));
            cluster.again(Who::Deployments, plan.key(), left.max(Duration::from_millis(100)));
        }
    }
    status::write(cluster, plan, new);
}

fn judge(cluster: &Cluster<'_>, plan: &Plan, all: &Sets, (known, new): (&Value, &mut Value)) {
    let subject = match &all.new {
        Some(set) => format!("ReplicaSet \"{}\"", set.name()),
        None => format!("Deployment \"{}\"", plan.key().name),
    };
    if status::complete(plan, new) {
        let message = format!("{subject} has successfully progressed.");
        condition::set(new, &Condition::new("Progressing", "True", "NewReplicaSetAvailable", &message), cluster.now);
    } else if progressed(known, new) {
        let message = format!("{subject} is progressing.");
        condition::renew(new, &Condition::new("Progressing", "True", "ReplicaSetUpdated", &message), cluster.now);
    } else if timed_out(cluster, plan, new) {
        let message = format!("{subject} has timed out progressing.");
        condition::set(new, &Condition::new("Progressing", "False", "ProgressDeadlineExceeded", &message), cluster.now);
    }
}

fn progressed(known: &Value, new: &Value) -> bool {
    let old = |status: &Value| status.count("replicas") - status.count("updatedReplicas");
    let more = |name: &str| new.count(name) > known.count(name);
    more("updatedReplicas") || old(new) < old(known) || more("readyReplicas") || more("availableReplicas")
}

fn timed_out(cluster: &Cluster<'_>, plan: &Plan, new: &Value) -> bool {
    let current = condition::find(new, "Progressing");
    let over =
        current.time("lastUpdateTime").and_then(|from| from.checked_add(SignedDuration::from_secs(plan.deadline)).ok());
    match current.text("reason") {
        "" | "NewReplicaSetAvailable" => false,
        "ProgressDeadlineExceeded" => true,
        _ => over.is_some_and(|over| over < cluster.now),
    }
}

/// What keeps ReplicaSets from making pods, those of the new one first.
fn failures(cluster: &Cluster<'_>, all: &Sets, new: &mut Value) {
    let failure =
        all.new.iter().chain(&all.old).map(|set| condition::find(set.object.value.at("status"), "ReplicaFailure"));
    let Some(found) = failure.into_iter().find(|found| !found.is_null()) else {
        condition::remove(new, "ReplicaFailure");
        return;
    };
    let failure = Condition::new("ReplicaFailure", "True", found.text("reason"), found.text("message"));
    condition::set(new, &failure, cluster.now);
}
