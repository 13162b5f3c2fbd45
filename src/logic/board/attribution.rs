//! Whose a pod, a revision or an event is.

use crate::domain::{
    cluster::ClusterNo,
    pod::Pod,
    text::Safe,
    workload::{Key, Kind, Revision},
};

/// The workload that controls a pod, by its ownerReference: never by a mere prefix of its name.
pub(super) fn of_pod(cluster: ClusterNo, pod: &Pod) -> Option<Key> {
    let owner = pod.owner.as_ref()?;
    let (kind, name) = match owner.kind.as_str() {
        // A ReplicaSet is called as its Deployment, a dash and the hash that its pods carry.
        "ReplicaSet" => {
            let name = owner.name.strip_suffix(pod.hash.as_ref()?.as_str())?.strip_suffix('-')?;
            (Kind::Deployment, Safe::clean(name))
        }
        "StatefulSet" => (Kind::StatefulSet, owner.name.clone()),
        "DaemonSet" => (Kind::DaemonSet, owner.name.clone()),
        _ => return None,
    };
    Some(Key { cluster, namespace: pod.namespace.clone(), kind, name })
}

pub(super) fn of_revision(cluster: ClusterNo, revision: &Revision) -> Option<Key> {
    let (kind, name) = revision.owner.clone()?;
    Some(Key { cluster, namespace: revision.namespace.clone(), kind, name })
}

/// The workloads that a pod of this name could be of, by the shape of the name alone: a hint.
pub(super) fn guesses(pod: &str) -> impl Iterator<Item = (Kind, &str)> {
    let cut = |text: &str| text.rfind('-');
    let first = cut(pod).and_then(|at| Some((pod.get(..at)?, pod.get(at + 1..)?)));
    let ordinal = first.filter(|(_, last)| last.bytes().all(|byte| byte.is_ascii_digit()));
    let stem = first.map(|(stem, _)| stem);
    let deployment = stem.and_then(|stem| stem.get(..cut(stem)?));
    let guesses = [
        deployment.map(|name| (Kind::Deployment, name)),
        ordinal.map(|(name, _)| (Kind::StatefulSet, name)),
        stem.map(|name| (Kind::DaemonSet, name)),
    ];
    guesses.into_iter().flatten()
}

/// The workloads that an event about this object could concern.
pub(super) fn concerned<'a>(kind: &str, name: &'a str) -> Vec<(Kind, &'a str)> {
    match kind {
        "Pod" => guesses(name).collect(),
        "ReplicaSet" => {
            name.rfind('-').and_then(|at| name.get(..at)).map(|name| (Kind::Deployment, name)).into_iter().collect()
        }
        _ => Kind::parse(kind).map(|kind| (kind, name)).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_guessed_by_their_shape() {
        let guessed = |name| guesses(name).collect::<Vec<_>>();
        assert_eq!(guessed("web-7f9c-2xkq8"), [(Kind::Deployment, "web"), (Kind::DaemonSet, "web-7f9c")]);
        assert_eq!(guessed("db-0"), [(Kind::StatefulSet, "db"), (Kind::DaemonSet, "db")]);
        assert_eq!(guessed("bare"), []);
    }

    #[test]
    fn an_event_concerns_the_workload_above_its_object() {
        assert_eq!(concerned("ReplicaSet", "web-7f9c"), [(Kind::Deployment, "web")]);
        assert_eq!(concerned("StatefulSet", "db"), [(Kind::StatefulSet, "db")]);
        assert_eq!(concerned("Job", "x"), []);
    }
}
