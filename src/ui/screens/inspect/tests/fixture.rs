//! Rev 41 of `checkout` lost an environment variable: the objects of the rollout that these tests open.

use jiff::{SignedDuration, Timestamp};

use crate::domain::{
    Truth,
    cluster::{Cluster, ClusterNo, Link, Skew, Source},
    event::{About, ClusterEvent},
    node::Node,
    pod::{Container, ContainerState, Pod, PodCondition, PodOwner, Role, Termination},
    text::Safe,
    watch::Change,
    workload::{Condition, Counts, Key, Kind, Owner, Revision, Strategy, Workload},
};

pub fn safe(text: &str) -> Safe {
    Safe::clean(text)
}

pub fn at(time: &str) -> Timestamp {
    format!("2026-11-21T{time}Z").parse().expect("a time")
}

pub fn key() -> Key {
    Key { cluster: ClusterNo(0), namespace: safe("payments"), kind: Kind::Deployment, name: safe("checkout") }
}

/// The workload that has these pods.
pub fn workload(pods: &[Pod]) -> Workload {
    let count = |fits: &dyn Fn(&&Pod) -> bool| {
        u32::try_from(pods.iter().filter(|pod| pod.deleted.is_none()).filter(fits).count()).expect("few")
    };
    let ready = count(&|pod| pod.ready.status == Truth::Yes);
    let updated = count(&|pod| pod.hash.as_deref() == Some("7f9c"));
    Workload {
        key: key(),
        uid: safe("uid-checkout"),
        created: Some(at("00:00:00")),
        deleted: None,
        changed: Some(at("02:58:40")),
        generation: 41,
        observed_generation: Some(41),
        revision: Some(safe("41")),
        change_cause: Some(safe("MR !88 a1b2c3d by dev1")),
        owner: Owner::ArgoCd(safe("payments")),
        selector: safe("app=checkout"),
        paused: false,
        strategy: Strategy::Rolling { max_unavailable: Some(safe("25%")), max_surge: Some(safe("25%")), partition: 0 },
        desired: count(&|_| true),
        progress_deadline: Some(600),
        min_ready: 0,
        images: vec![(safe("api"), safe("registry.example.com/checkout:2.9.1"))],
        counts: Counts { total: count(&|_| true), updated, ready, available: ready, misscheduled: 0 },
        current_revision: None,
        update_revision: None,
        conditions: vec![
            condition("Progressing", Truth::Yes, "ReplicaSetUpdated", "ReplicaSet \"checkout-7f9c\" is progressing."),
            condition(
                "Available",
                Truth::No,
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
            ),
        ],
    }
}

fn condition(kind: &str, status: Truth, reason: &str, message: &str) -> Condition {
    Condition {
        kind: safe(kind),
        status,
        reason: safe(reason),
        message: safe(message),
        updated: None,
        since: Some(at("02:59:31")),
    }
}

pub fn revision(number: i64, hash: &str, image: &str) -> Revision {
    Revision {
        namespace: safe("payments"),
        name: safe(&format!("checkout-{hash}")),
        uid: safe(hash),
        owner: Some((Kind::Deployment, safe("checkout"))),
        number: Some(number),
        hash: Some(safe(hash)),
        created: Some(at("00:00:00") + SignedDuration::from_mins(number)),
        change_cause: None,
        images: vec![(safe("api"), safe(image))],
        counts: Some((5, 0)),
        conditions: Vec::new(),
    }
}

pub fn end(code: i32, reason: &str, finished: &str) -> Termination {
    Termination {
        exit_code: code,
        signal: None,
        reason: safe(reason),
        message: None,
        started: None,
        finished: Some(at(finished)),
    }
}

pub fn container(name: &str, role: Role, state: ContainerState) -> Container {
    Container {
        name: safe(name),
        role,
        image: safe("registry.example.com/checkout:2.9.1"),
        ready: matches!(state, ContainerState::Running { .. }),
        started: Truth::Unknown,
        restarts: 0,
        state,
        last: None,
        memory_limit: Some(safe("256Mi")),
        readiness: None,
    }
}

/// A container that crashes again and again.
pub fn crashing(name: &str, role: Role) -> Container {
    let waiting = ContainerState::Waiting { reason: safe("CrashLoopBackOff"), message: None };
    Container { restarts: 7, last: Some(end(1, "Error", "03:11:50")), ..container(name, role, waiting) }
}

pub fn pod(suffix: &str, hash: &str, containers: Vec<Container>) -> Pod {
    let ready = containers.iter().filter(|container| container.role == Role::Main).all(|container| container.ready);
    Pod {
        namespace: safe("payments"),
        name: safe(&format!("checkout-{hash}-{suffix}")),
        uid: safe(suffix),
        owner: Some(PodOwner { kind: safe("ReplicaSet"), name: safe(&format!("checkout-{hash}")), uid: safe(hash) }),
        hash: Some(safe(hash)),
        created: Some(at("02:58:44")),
        deleted: None,
        node: Some(safe("ip-10-0-3-4")),
        phase: safe("Running"),
        reason: None,
        message: None,
        scheduled: PodCondition { status: Truth::Yes, ..PodCondition::default() },
        ready: PodCondition { status: if ready { Truth::Yes } else { Truth::No }, ..PodCondition::default() },
        containers,
    }
}

pub fn running() -> Container {
    container("api", Role::Main, ContainerState::Running { since: Some(at("01:00:00")) })
}

pub fn event(last: &str, count: u32, warning: bool, words: (&str, &str), about: (&str, &str)) -> ClusterEvent {
    ClusterEvent {
        uid: safe(&format!("{last}{}{count}", words.1)),
        namespace: safe("payments"),
        about: About {
            kind: safe(about.0),
            name: safe(about.1),
            uid: safe(about.1),
            container: (about.0 == "Pod").then(|| safe("api")),
        },
        warning,
        reason: safe(words.0),
        message: safe(words.1),
        count,
        first: Some(at(last)),
        last: Some(at(last)),
        source: safe("kubelet"),
    }
}

pub fn cluster() -> Cluster {
    Cluster {
        no: ClusterNo(0),
        name: safe("eks-eu1"),
        context: safe("eks-eu1"),
        server: safe("https://10.0.0.1:6443"),
        namespace: safe("payments"),
        id: None,
    }
}

pub fn source(link: Link, answered: &str) -> Change {
    Change::Source(Source { link, answered: Some(at(answered)), skew: Some(Skew(0)), ..Source::default() })
}

pub fn node(name: &str, ready: Truth) -> Node {
    Node {
        name: safe(name),
        ready,
        since: Some(at("03:01:12")),
        message: (ready != Truth::Yes).then(|| safe("Kubelet stopped posting node status.")),
        pressures: Vec::new(),
        unschedulable: false,
    }
}
