//! What has to be running for what is wanted.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    text::Safe,
    watch::{LastWords, Wanted},
    workload::{Key, Kind},
};

use super::targets::{Target, Targets};

/// So many rollouts have a watch of their own. Beyond, one common watch costs less: it begins without a list.
const FEW: usize = 8;

/// What is read of rollouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Resource {
    Pods,
    ReplicaSets,
    ControllerRevisions,
}

impl Resource {
    fn revisions_of(kind: Kind) -> Self {
        if kind == Kind::Deployment { Self::ReplicaSets } else { Self::ControllerRevisions }
    }
}

/// One feed, or one thing that is read once. They are begun in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Errand {
    /// List and watch of what belongs to one rollout.
    Own(Resource, Target),
    /// What changes from now on, in one namespace or all.
    Common(Resource, Option<Safe>),
    /// A list of what belongs to one rollout, beside the common watch.
    Once(Resource, Target),
    /// All events of these workloads of a namespace.
    Events(Safe, BTreeSet<Key>),
    /// Warnings of any object, and what probes kill.
    Warnings(Option<Safe>),
    LastWords(LastWords),
}

impl Errand {
    /// Whether it is worth nothing without that other one.
    pub(super) fn leans_on(&self, common: &Self) -> bool {
        let Self::Common(resource, place) = common else { return false };
        match self {
            Self::Once(own, target) => {
                own == resource && place.as_ref().is_none_or(|place| *place == target.key.namespace)
            }
            Self::Warnings(own) => *resource == Resource::Pods && own == place,
            _ => false,
        }
    }
}

/// What has to be running.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) due: BTreeSet<Errand>,
    /// The rollouts with a watch of their own.
    pub(super) alone: BTreeSet<Key>,
}

/// Where one common watch serves: everywhere, or each namespace by itself.
pub(super) fn place(key: &Key, everywhere: bool) -> Option<Safe> {
    (!everywhere).then(|| key.namespace.clone())
}

/// What has to be running: `own` are the rollouts that have a watch of their own already, and keep it.
pub(super) fn plan(want: &Wanted, own: &BTreeSet<Key>, targets: &Targets, everywhere: bool) -> Plan {
    let rounds: BTreeMap<&Key, u32> = want.again.iter().map(|(key, round)| (key, *round)).collect();
    let target = |key: &Key| targets.get(key, rounds.get(key).copied().unwrap_or(0));
    let known = |keys: &BTreeSet<Key>| -> BTreeMap<Key, Target> {
        keys.iter().filter_map(|key| Some((key.clone(), target(key)?))).collect()
    };
    let mut alone = known(&want.open);
    let (mut common, mut room) = (known(&want.bad), FEW);
    common.retain(|key, _| !alone.contains_key(key));
    let kept = common.extract_if(.., |key, _| own.contains(key)).collect::<Vec<_>>();
    room = room.saturating_sub(kept.len());
    while let Some((key, target)) = common.pop_first().filter(|_| room > 0) {
        alone.insert(key, target);
        room -= 1;
    }
    alone.extend(kept);

    let needs_revisions = |key: &Key| want.open.contains(key) || want.revisions.contains(key);
    let mut due: BTreeSet<Errand> = want.last_words.iter().cloned().map(Errand::LastWords).collect();
    let mut named: BTreeMap<&Safe, BTreeSet<Key>> = BTreeMap::new();
    for (key, target) in &alone {
        due.insert(Errand::Own(Resource::Pods, target.clone()));
        if needs_revisions(key) {
            due.insert(Errand::Own(Resource::revisions_of(key.kind), target.clone()));
        }
        named.entry(&key.namespace).or_default().insert(key.clone());
    }
    due.extend(named.into_iter().map(|(namespace, keys)| Errand::Events(namespace.clone(), keys)));
    for (key, target) in common {
        let place = place(&key, everywhere);
        due.extend([Errand::Common(Resource::Pods, place.clone()), Errand::Warnings(place.clone())]);
        if needs_revisions(&key) {
            let revisions = Resource::revisions_of(key.kind);
            due.extend([Errand::Common(revisions, place), Errand::Once(revisions, target.clone())]);
        }
        if want.unexplained.contains(&key) {
            due.insert(Errand::Once(Resource::Pods, target));
        }
    }
    Plan { due, alone: alone.into_keys().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        cluster::ClusterNo,
        watch::{Delta, Span},
    };

    fn key(no: usize) -> Key {
        let namespace = Safe::clean(if no.is_multiple_of(2) { "even" } else { "odd" });
        Key { cluster: ClusterNo(0), namespace, kind: Kind::Deployment, name: Safe::clean(&format!("web-{no:03}")) }
    }

    fn want(bad: impl Iterator<Item = usize>) -> Wanted {
        Wanted { bad: bad.map(key).collect(), ..Wanted::default() }
    }

    fn workload(no: usize, uid: &str) -> crate::domain::workload::Workload {
        let json = serde_json::json!({
            "metadata": { "namespace": key(no).namespace.as_str(), "name": key(no).name.as_str(), "uid": uid },
            "spec": { "selector": { "matchLabels": { "app": "x" } } },
        });
        let json = json.to_string();
        crate::adapters::cluster::decode::workload(ClusterNo(0), Kind::Deployment, json.as_bytes()).unwrap()
    }

    fn targets() -> Targets {
        let targets = Targets::default();
        let items = (0..500).map(|no| workload(no, "uid")).collect();
        targets.learn(ClusterNo(0), Kind::Deployment, &Delta::Replace { span: Span::All, items });
        targets
    }

    fn of(no: usize) -> Target {
        targets().get(&key(no), 0).unwrap()
    }

    fn count(plan: &Plan, pick: fn(&Errand) -> bool) -> usize {
        plan.due.iter().filter(|errand| pick(errand)).count()
    }

    fn own_pods(errand: &Errand) -> bool {
        matches!(errand, Errand::Own(Resource::Pods, _))
    }

    fn common(errand: &Errand) -> bool {
        matches!(errand, Errand::Common(..))
    }

    #[test]
    fn a_few_have_a_watch_each_and_many_share_one() {
        let plan_of = |bad, everywhere| plan(&want(0..bad), &BTreeSet::new(), &targets(), everywhere);
        let few = plan_of(FEW, true);
        assert_eq!((count(&few, own_pods), count(&few, common)), (FEW, 0));
        let many = plan_of(500, true);
        assert_eq!((count(&many, own_pods), count(&many, common)), (FEW, 1));
        assert_eq!(count(&plan_of(500, false), common), 2);
        assert_eq!(many.alone.len(), FEW);
    }

    #[test]
    fn who_has_a_watch_keeps_it_and_who_is_open_gets_one() {
        let own: BTreeSet<Key> = (90..90 + FEW).map(key).collect();
        let mut wanted = want(0..200);
        wanted.open.insert(key(150));
        let plan = plan(&wanted, &own, &targets(), true);
        assert!(own.iter().all(|key| plan.alone.contains(key)));
        for resource in [Resource::Pods, Resource::ReplicaSets] {
            assert!(plan.due.contains(&Errand::Own(resource, of(150))));
        }
        assert_eq!(count(&plan, own_pods), FEW + 1);
    }

    #[test]
    fn only_what_a_common_watch_does_not_explain_is_listed() {
        let mut wanted = want(0..50);
        wanted.unexplained = [key(0), key(40)].into();
        let plan = plan(&wanted, &BTreeSet::new(), &targets(), true);
        let once = |no| plan.due.contains(&Errand::Once(Resource::Pods, of(no)));
        assert!(once(40) && !once(0));
    }

    #[test]
    fn another_object_of_the_same_name_is_another_errand_and_so_is_a_second_round() {
        let targets = targets();
        let own = [key(0)].into();
        let first = plan(&want(0..1), &own, &targets, true).due;
        let again = Wanted { again: [(key(0), 1)].into(), ..want(0..1) };
        let second = plan(&again, &own, &targets, true).due;
        targets.learn(ClusterNo(0), Kind::Deployment, &Delta::Apply(workload(0, "another")));
        let third = plan(&want(0..1), &own, &targets, true).due;
        let pods = |due: &BTreeSet<Errand>| due.iter().find(|errand| own_pods(errand)).cloned();
        assert!(pods(&first) != pods(&second) && pods(&first) != pods(&third) && pods(&third).is_some());
    }

    #[test]
    fn what_does_not_exist_is_not_read() {
        let targets = targets();
        let gone = Delta::Delete { namespace: Some(key(0).namespace), name: key(0).name };
        targets.learn(ClusterNo(0), Kind::Deployment, &gone);
        assert!(plan(&want(0..1), &BTreeSet::new(), &targets, true).due.is_empty());
    }
}
