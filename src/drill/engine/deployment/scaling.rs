//! Scaling a Deployment: in proportion where several ReplicaSets have pods (`sync.go`, `scale`).

use super::{
    annotations::{self, DESIRED, MOST},
    plan::{Plan, Set, Sets},
    sets,
};
use crate::drill::engine::cluster::Cluster;

/// Whether the Deployment was scaled since its ReplicaSets were.
#[must_use]
pub fn wanted(plan: &Plan, all: &Sets) -> bool {
    let active = all.all().filter(|set| set.wanted > 0);
    active.filter_map(|set| annotations::number(&set.object.value, DESIRED)).any(|desired| desired != plan.replicas)
}

/// Scales.
pub fn scale(cluster: &mut Cluster<'_>, plan: &Plan, all: &mut Sets) {
    if let Some(one) = only(all) {
        if one.wanted != plan.replicas {
            sets::scale(cluster, plan, one, plan.replicas);
        }
        return;
    }
    if all.new.as_ref().is_some_and(|new| saturated(plan, new)) {
        for set in all.old.iter_mut().filter(|set| set.wanted > 0) {
            sets::scale(cluster, plan, set, 0);
        }
    } else if !plan.recreate {
        in_proportion(cluster, plan, all);
    }
}

/// The one ReplicaSet that has pods, or the newest where none has; `None` where several have.
fn only(all: &mut Sets) -> Option<&mut Set> {
    let active = all.all().filter(|set| set.wanted > 0).count();
    match active {
        0 => match &mut all.new {
            Some(new) => Some(new),
            None => all.old.last_mut(),
        },
        1 => all.old.iter_mut().chain(&mut all.new).find(|set| set.wanted > 0),
        _ => None,
    }
}

fn saturated(plan: &Plan, set: &Set) -> bool {
    let desired = annotations::number(&set.object.value, DESIRED);
    set.wanted == plan.replicas && desired == Some(plan.replicas) && set.available == plan.replicas
}

fn in_proportion(cluster: &mut Cluster<'_>, plan: &Plan, all: &mut Sets) {
    let size = if plan.replicas > 0 { plan.replicas + plan.surge } else { 0 };
    let mut active: Vec<&mut Set> = all.old.iter_mut().chain(&mut all.new).filter(|set| set.wanted > 0).collect();
    let add = size - active.iter().map(|set| set.wanted).sum::<i64>();
    // The largest first; of equals, growing prefers the newer and shrinking the older.
    active.sort_by_key(|set| (std::cmp::Reverse(set.wanted), set.created));
    if add > 0 {
        active.sort_by_key(|set| (std::cmp::Reverse(set.wanted), std::cmp::Reverse(set.created)));
    }
    let mut added = 0;
    let mut to = Vec::with_capacity(active.len());
    for set in &active {
        let part = if add == 0 || add == added { 0 } else { share(plan, set, add - added) };
        added += part;
        to.push(set.wanted + part);
    }
    if let Some(first) = to.first_mut() {
        *first = (*first + add - added).max(0);
    }
    for (set, to) in active.into_iter().zip(to) {
        // This way of scaling reports no event.
        resize(cluster, plan, set, to);
    }
}

fn share(plan: &Plan, set: &Set, left: i64) -> i64 {
    let fraction = if plan.replicas == 0 {
        -set.wanted
    } else {
        let before = annotations::number(&set.object.value, MOST).filter(|most| *most != 0);
        let before = before.unwrap_or_else(|| crate::drill::engine::fields::Fields::count(plan.status(), "replicas"));
        if before == 0 { 0 } else { rounded(set.wanted * (plan.replicas + plan.surge), before) - set.wanted }
    };
    if left > 0 { fraction.min(left) } else { fraction.max(left) }
}

/// A quotient of positive numbers, rounded half up.
fn rounded(number: i64, by: i64) -> i64 {
    (2 * number + by) / (2 * by)
}

fn resize(cluster: &mut Cluster<'_>, plan: &Plan, set: &mut Set, to: i64) {
    sets::scale(cluster, plan, set, to);
}
