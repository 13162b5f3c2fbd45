//! A rolling update (`rolling.go`).

use super::{
    plan::{Plan, Sets},
    sets,
};
use crate::drill::engine::cluster::Cluster;

/// Scales the new ReplicaSet up, or the old ones down, as far as surge and availability allow. Whether it did.
pub fn step(cluster: &mut Cluster<'_>, plan: &Plan, all: &mut Sets) -> bool {
    grow(cluster, plan, all) || shrink(cluster, plan, all)
}

fn grow(cluster: &mut Cluster<'_>, plan: &Plan, all: &mut Sets) -> bool {
    let Some(present) = all.new.as_ref().map(|new| new.wanted) else { return false };
    let to = match present.cmp(&plan.replicas) {
        std::cmp::Ordering::Equal => return false,
        std::cmp::Ordering::Greater => plan.replicas,
        std::cmp::Ordering::Less => sets::grown(plan, all, present),
    };
    all.new.as_mut().is_some_and(|new| sets::scale(cluster, plan, new, to))
}

fn shrink(cluster: &mut Cluster<'_>, plan: &Plan, all: &mut Sets) -> bool {
    if all.old.iter().all(|set| set.wanted == 0) {
        return false;
    }
    let least = plan.replicas - plan.unavailable;
    let missing = all.new.as_ref().map_or(0, |new| new.wanted - new.available);
    let most = all.sum(|set| set.wanted) - least - missing;
    if most <= 0 {
        return false;
    }
    let broken = shrink_broken(cluster, plan, all, most);
    // The second bound is not in the original: there a ReplicaSet that has just been shrunk may still count what it gives up.
    let spare = (all.sum(|set| set.available) - least).min(most - broken);
    let whole = shrink_whole(cluster, plan, all, spare);
    broken + whole > 0
}

/// Replicas that do not work go first: that costs no availability.
fn shrink_broken(cluster: &mut Cluster<'_>, plan: &Plan, all: &mut Sets, most: i64) -> i64 {
    let mut done = 0;
    for set in all.old.iter_mut().filter(|set| set.wanted > 0 && set.wanted != set.available) {
        let by = (most - done).min(set.wanted - set.available);
        if by > 0 {
            let to = set.wanted - by;
            sets::scale(cluster, plan, set, to);
            done += by;
        }
    }
    done
}

fn shrink_whole(cluster: &mut Cluster<'_>, plan: &Plan, all: &mut Sets, spare: i64) -> i64 {
    let mut done = 0;
    for set in all.old.iter_mut().filter(|set| set.wanted > 0) {
        let by = set.wanted.min(spare - done);
        if by > 0 {
            let to = set.wanted - by;
            sets::scale(cluster, plan, set, to);
            done += by;
        }
    }
    done
}
