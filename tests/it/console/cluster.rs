//! A cluster that says what tests want it to say, in the words that the adapter would use.

use jiff::{SignedDuration, Timestamp};
use stanch::domain::{
    Truth,
    cluster::{Cluster, ClusterId, ClusterNo, Gap, Identity, Link, Skew, Source, Spaces},
    node::Node,
    pod::{Container, ContainerState, Pod, PodCondition, PodOwner, Role, Termination},
    text::Safe,
    watch::{Batch, Change, Delta, Span},
    workload::{Condition, Counts, Key, Kind, Owner, Revision, Strategy, Workload},
};

use super::robot::START;

pub fn safe(text: &str) -> Safe {
    Safe::clean(text)
}

/// So many minutes before the robot's clock starts.
pub fn ago(minutes: i64) -> Timestamp {
    START.parse::<Timestamp>().unwrap() - SignedDuration::from_mins(minutes)
}

pub fn cluster(no: u16, name: &str) -> Cluster {
    Cluster {
        no: ClusterNo(no),
        name: safe(name),
        context: safe(name),
        server: safe(&format!("https://{name}.example.com:6443")),
        namespace: safe("payments"),
        id: Some(ClusterId {
            uid: Some(safe("4f2a9d0e-1b7c-4c53-9a51-0f66f1b2d7c1")),
            endpoint: safe("9b1c0d22aa70f1c3"),
        }),
    }
}

pub fn live() -> Source {
    Source {
        link: Link::Live,
        answered: Some(START.parse::<Timestamp>().unwrap() - SignedDuration::from_secs(1)),
        skew: Some(Skew(0)),
        ..Source::default()
    }
}

pub fn offline() -> Source {
    Source {
        link: Link::Offline,
        answered: Some(ago(3)),
        retry: Some(START.parse::<Timestamp>().unwrap() + SignedDuration::from_secs(8)),
        message: Some(safe("connection refused")),
        ..live()
    }
}

pub fn gap(namespace: &str) -> Gap {
    Gap {
        verb: safe("list"),
        resource: safe("statefulsets"),
        namespace: Some(safe(namespace)),
        message: safe(&format!(
            "cannot list statefulsets in {namespace}: need get,list,watch statefulsets (you are op1.r)"
        )),
    }
}

pub fn batch(no: u16, changes: Vec<Change>) -> Batch {
    Batch { cluster: ClusterNo(no), changes }
}

/// The first that a cluster says: who it is, that it lives, and what it has.
pub fn first(no: u16, name: &str, workloads: &[Workload], pods: &[Pod]) -> Vec<Batch> {
    let lists = Kind::ALL.into_iter().map(|kind| {
        let items = workloads.iter().filter(|workload| workload.key.kind == kind).cloned().collect();
        Change::Workload(kind, Delta::Replace { span: Span::All, items })
    });
    let mut changes = vec![
        Change::Cluster(cluster(no, name)),
        Change::Identity(Identity { user: Some(safe("op1.r")) }),
        Change::Source(live()),
        Change::Watching(Spaces::All),
    ];
    changes.extend(lists);
    changes.extend(workloads.iter().flat_map(|workload| details(workload, pods)));
    changes.push(Change::PodRow(Delta::Replace { span: Span::All, items: Vec::new() }));
    changes.push(Change::Event(Delta::Replace { span: Span::All, items: Vec::new() }));
    changes.push(Change::Node(Delta::Replace { span: Span::All, items: vec![node("ip-10-0-3-4", Truth::Yes)] }));
    vec![batch(no, changes)]
}

/// Revisions and pods of a rollout, listed.
pub fn details(workload: &Workload, pods: &[Pod]) -> [Change; 2] {
    let span = Span::Rollout(workload.key.clone());
    let name = format!("{}-{HASH}", workload.key.name);
    let is_its = |pod: &&Pod| pod.owner.as_ref().is_some_and(|owner| owner.name.as_str() == name);
    let pods = pods.iter().filter(is_its).cloned().collect();
    [
        Change::Revision(Delta::Replace { span: span.clone(), items: revision(workload).into_iter().collect() }),
        Change::Pod(Delta::Replace { span, items: pods }),
    ]
}

pub fn node(name: &str, ready: Truth) -> Node {
    Node { name: safe(name), ready, since: Some(ago(11)), message: None, pressures: Vec::new(), unschedulable: false }
}

/// A Deployment that is well.
pub fn deployment(no: u16, namespace: &str, name: &str, replicas: u32) -> Workload {
    let condition = |kind: &str, reason: &str| Condition {
        kind: safe(kind),
        status: Truth::Yes,
        reason: safe(reason),
        message: Safe::default(),
        updated: Some(ago(120)),
        since: Some(ago(120)),
    };
    Workload {
        key: Key { cluster: ClusterNo(no), namespace: safe(namespace), kind: Kind::Deployment, name: safe(name) },
        uid: safe(&format!("uid-{namespace}-{name}")),
        created: Some(ago(60 * 24 * 30)),
        deleted: None,
        changed: Some(ago(120)),
        generation: 4,
        observed_generation: Some(4),
        revision: Some(safe("41")),
        change_cause: None,
        owner: Owner::ArgoCd(safe(namespace)),
        selector: safe(&format!("app={name}")),
        paused: false,
        strategy: Strategy::Rolling { max_unavailable: Some(safe("25%")), max_surge: Some(safe("25%")), partition: 0 },
        desired: replicas,
        progress_deadline: Some(600),
        min_ready: 0,
        images: vec![(safe("api"), safe(&format!("registry.example.com/shop/{name}:2.9.1")))],
        counts: Counts { total: replicas, updated: replicas, ready: replicas, available: replicas, misscheduled: 0 },
        current_revision: None,
        update_revision: None,
        conditions: vec![
            condition("Available", "MinimumReplicasAvailable"),
            condition("Progressing", "NewReplicaSetAvailable"),
        ],
    }
}

/// A Deployment whose new revision crashes, and its pods.
pub fn crashing(no: u16, namespace: &str, name: &str, replicas: u32, minutes: i64) -> (Workload, Vec<Pod>) {
    let mut workload = deployment(no, namespace, name, replicas);
    workload.changed = Some(ago(minutes));
    workload.counts = Counts { total: replicas, updated: replicas, ready: 0, available: 0, misscheduled: 0 };
    workload.change_cause = Some(safe("ci: deploy a1b2c3d"));
    for condition in &mut workload.conditions {
        if condition.kind.as_str() == "Available" {
            condition.status = Truth::No;
            condition.since = Some(ago(minutes));
        }
    }
    let pods = (0..replicas).map(|number| crashed(&workload, number, minutes)).collect();
    (workload, pods)
}

fn crashed(workload: &Workload, number: u32, minutes: i64) -> Pod {
    let name = &workload.key.name;
    let ended = Termination {
        exit_code: 1,
        signal: None,
        reason: safe("Error"),
        message: Some(safe("KeyError: 'STRIPE_API_KEY'")),
        started: Some(ago(1)),
        finished: Some(ago(1)),
    };
    Pod {
        namespace: workload.key.namespace.clone(),
        name: safe(&format!("{name}-{HASH}-2xkq{number}")),
        uid: safe(&format!("uid-{name}-{number}")),
        owner: Some(PodOwner { kind: safe("ReplicaSet"), name: safe(&format!("{name}-{HASH}")), uid: safe("rs") }),
        hash: Some(safe(HASH)),
        created: Some(ago(minutes)),
        deleted: None,
        node: Some(safe("ip-10-0-3-4")),
        phase: safe("Running"),
        reason: None,
        message: None,
        scheduled: PodCondition { status: Truth::Yes, since: Some(ago(minutes)), reason: None, message: None },
        ready: PodCondition {
            status: Truth::No,
            since: Some(ago(minutes)),
            reason: Some(safe("ContainersNotReady")),
            message: None,
        },
        containers: vec![Container {
            name: safe("api"),
            role: Role::Main,
            image: workload.images[0].1.clone(),
            ready: false,
            started: Truth::No,
            restarts: 7,
            state: ContainerState::Waiting {
                reason: safe("CrashLoopBackOff"),
                message: Some(safe("back-off 5m0s restarting failed container")),
            },
            last: Some(ended),
            memory_limit: None,
            readiness: None,
        }],
    }
}

const HASH: &str = "7f9cd8b64c";

fn revision(workload: &Workload) -> Option<Revision> {
    Some(Revision {
        namespace: workload.key.namespace.clone(),
        name: safe(&format!("{}-{HASH}", workload.key.name)),
        uid: safe("rs"),
        owner: Some((workload.key.kind, workload.key.name.clone())),
        number: Some(workload.revision.as_ref()?.parse().ok()?),
        hash: Some(safe(HASH)),
        created: workload.changed,
        change_cause: workload.change_cause.clone(),
        images: workload.images.clone(),
        counts: Some((workload.desired, workload.counts.ready)),
        conditions: Vec::new(),
    })
}
