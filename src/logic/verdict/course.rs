//! Whether a rollout is going out, and which pods are of its newest revision.

use crate::domain::{
    Truth,
    pod::Pod,
    workload::{Counts, Kind, Revision, Strategy, Workload},
};

use super::{Evidence, Reading, case::Case, unready};

/// Where a rollout is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// A revision is going out.
    Rolling,
    /// The newest revision is all there was to bring out; pods come and go.
    Steady,
}

pub(super) fn of(case: &Case<'_>) -> Course {
    let rolling = match case.workload.key.kind {
        Kind::Deployment => deployment(case),
        Kind::StatefulSet | Kind::DaemonSet => ordinal(case),
    };
    if rolling { Course::Rolling } else { Course::Steady }
}

fn deployment(case: &Case<'_>) -> bool {
    let Counts { total, updated, available, .. } = case.workload.counts;
    let desired = case.workload.desired;
    match case.condition("Progressing") {
        // The condition keeps this reason when a finished rollout loses pods or is scaled.
        Some(condition) if condition.reason.as_str() == "NewReplicaSetAvailable" => total != updated,
        _ => (total, updated, available) != (desired, desired, desired),
    }
}

/// Stateful and daemon sets have no condition that says it.
fn ordinal(case: &Case<'_>) -> bool {
    let workload = case.workload;
    let Strategy::Rolling { partition, .. } = workload.strategy else { return is_first(case) };
    let wanted = workload.desired.saturating_sub(partition);
    let replaced = workload.update_revision == workload.current_revision;
    let short = workload.counts.available < workload.desired;
    let behind = workload.counts.updated < wanted;
    match workload.key.kind {
        Kind::StatefulSet if partition == 0 => (!replaced && (behind || short)) || is_first(case),
        Kind::StatefulSet => (!replaced && behind) || is_first(case),
        _ => behind || is_first(case),
    }
}

/// Pods that were never ready, soon after the spec changed: they are still coming up.
fn is_first(case: &Case<'_>) -> bool {
    let workload = case.workload;
    let recent = !case.past(case.began(), case.thresholds.slow_grace.saturating_mul(2));
    let lost = case.pods.iter().any(|member| unready::was_ready(member.pod));
    recent && workload.counts.available < workload.desired && !lost
}

/// Whether a pod is of the newest revision.
pub(super) fn is_new(evidence: &Evidence<'_>, pod: &Pod) -> Truth {
    let workload = evidence.workload;
    let Some(hash) = &pod.hash else { return Truth::Unknown };
    let truth = |yes: bool| if yes { Truth::Yes } else { Truth::No };
    if let (Kind::StatefulSet, Some(newest)) = (workload.key.kind, &workload.update_revision) {
        return truth(newest == hash);
    }
    if is_observed(workload) && workload.counts.total == workload.counts.updated {
        return Truth::Yes;
    }
    match &evidence.revisions {
        Reading::Read(revisions) => {
            let newest = newest(workload, revisions).and_then(|revision| revision.hash.as_ref());
            newest.map_or(Truth::Unknown, |newest| truth(newest == hash))
        }
        Reading::Awaited => Truth::Unknown,
        // A rollout makes its pods anew, so the youngest pod is of the newest revision.
        Reading::Refused(_) => {
            let youngest = evidence.pods.known().iter().max_by_key(|pod| pod.created);
            youngest.and_then(|pod| pod.hash.as_ref()).map_or(Truth::Unknown, |newest| truth(newest == hash))
        }
    }
}

/// The revision that is going out, or went out last.
pub(super) fn newest<'a>(workload: &Workload, revisions: &[&'a Revision]) -> Option<&'a Revision> {
    let number = workload.revision.as_ref().and_then(|number| number.parse::<i64>().ok());
    let own = |revision: &&&Revision| {
        revision.owner.as_ref().is_none_or(|(kind, name)| *kind == workload.key.kind && *name == workload.key.name)
    };
    match (workload.key.kind, number) {
        (Kind::Deployment, Some(_)) => revisions.iter().filter(own).find(|revision| revision.number == number).copied(),
        _ => revisions.iter().filter(own).max_by_key(|revision| revision.number).copied(),
    }
}

/// Whether the controller has seen the spec as it is now.
pub(super) fn is_observed(workload: &Workload) -> bool {
    workload.observed_generation.is_some_and(|seen| seen >= workload.generation)
}
