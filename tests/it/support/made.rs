//! Clusters, workloads and pods, made by hand: plain ones, for a test to change what it is about.

use jiff::{SignedDuration, Timestamp};
use stanch::domain::{
    Truth,
    cluster::{Cluster, ClusterId, ClusterNo, Identity, Link, Skew, Source, Spaces},
    pod::{Container, ContainerState, Pod, PodCondition, PodOwner, Role, Termination},
    text::Safe,
    watch::{Change, Delta, Span},
    workload::{Condition, Counts, Key, Kind, Owner, Strategy, Workload},
};

/// The console's own time in these tests.
pub fn now() -> Timestamp {
    "2026-01-01T03:12:07Z".parse().unwrap()
}

pub fn ago(seconds: i64) -> Timestamp {
    now() - SignedDuration::from_secs(seconds)
}

pub fn safe(text: &str) -> Safe {
    Safe::clean(text)
}

pub fn cluster(no: u16, name: &str) -> Cluster {
    Cluster {
        no: ClusterNo(no),
        name: safe(name),
        context: safe(&format!("{name}-ctx")),
        server: safe("https://10.0.0.1:6443"),
        namespace: safe("shop"),
        id: Some(ClusterId { uid: Some(safe(&format!("uid-of-{name}"))), endpoint: safe(&format!("hash-of-{name}")) }),
    }
}

pub fn live() -> Source {
    Source { link: Link::Live, answered: Some(ago(1)), skew: Some(Skew(0)), ..Source::default() }
}

/// What a cluster that answers says first: itself, who we are, and whole lists.
pub fn lists(cluster: &Cluster, source: Source, workloads: &[Workload]) -> Vec<Change> {
    let mut changes = vec![
        Change::Cluster(cluster.clone()),
        Change::Source(source),
        Change::Identity(Identity { user: Some(safe("op1")) }),
        Change::Watching(Spaces::All),
        Change::PodRow(Delta::Replace { span: Span::All, items: Vec::new() }),
        Change::Node(Delta::Replace { span: Span::All, items: Vec::new() }),
    ];
    for kind in Kind::ALL {
        let items = workloads.iter().filter(|one| one.key.kind == kind).cloned().collect();
        changes.push(Change::Workload(kind, Delta::Replace { span: Span::All, items }));
    }
    changes
}

/// A Deployment of two pods that has been well for an hour.
pub fn deployment(cluster: &Cluster, namespace: &str, name: &str) -> Workload {
    let key = Key { cluster: cluster.no, namespace: safe(namespace), kind: Kind::Deployment, name: safe(name) };
    Workload {
        uid: safe(&format!("uid-of-{key}")),
        key,
        created: Some(ago(7_200)),
        deleted: None,
        changed: Some(ago(3_600)),
        generation: 3,
        observed_generation: Some(3),
        revision: Some(safe("3")),
        change_cause: None,
        owner: Owner::Nobody,
        selector: safe(&format!("app={name}")),
        paused: false,
        strategy: Strategy::Rolling { max_unavailable: None, max_surge: None, partition: 0 },
        desired: 2,
        progress_deadline: Some(600),
        min_ready: 0,
        images: vec![(safe("app"), safe("registry.example.com/app:3"))],
        counts: Counts { total: 2, updated: 2, ready: 2, available: 2, misscheduled: 0 },
        current_revision: None,
        update_revision: None,
        conditions: vec![
            condition("Available", Truth::Yes, "MinimumReplicasAvailable"),
            condition("Progressing", Truth::Yes, "NewReplicaSetAvailable"),
        ],
    }
}

pub fn condition(kind: &str, status: Truth, reason: &str) -> Condition {
    Condition {
        kind: safe(kind),
        status,
        reason: safe(reason),
        message: safe("as the controller says"),
        updated: Some(ago(3_500)),
        since: Some(ago(3_500)),
    }
}

/// The same Deployment, with none of its pods ready for ten minutes, and its deadline passed.
pub fn failed(mut workload: Workload) -> Workload {
    workload.counts = Counts { total: 2, updated: 2, ready: 0, available: 0, misscheduled: 0 };
    workload.changed = Some(ago(900));
    workload.conditions = vec![
        condition("Available", Truth::No, "MinimumReplicasUnavailable"),
        condition("Progressing", Truth::No, "ProgressDeadlineExceeded"),
    ];
    workload
}

/// A pod of a Deployment whose container crashes with exit code 1.
pub fn crashing(workload: &Workload, suffix: &str) -> Pod {
    let name = &workload.key.name;
    Pod {
        namespace: workload.key.namespace.clone(),
        name: safe(&format!("{name}-7f9c4-{suffix}")),
        uid: safe(&format!("uid-of-{name}-{suffix}")),
        owner: Some(PodOwner {
            kind: safe("ReplicaSet"),
            name: safe(&format!("{name}-7f9c4")),
            uid: safe(&format!("uid-of-{name}-7f9c4")),
        }),
        hash: Some(safe("7f9c4")),
        created: Some(ago(890)),
        deleted: None,
        node: Some(safe("node-1")),
        phase: safe("Running"),
        reason: None,
        message: None,
        scheduled: PodCondition { status: Truth::Yes, since: Some(ago(890)), ..PodCondition::default() },
        ready: PodCondition { status: Truth::No, since: Some(ago(880)), ..PodCondition::default() },
        containers: vec![Container {
            name: safe("app"),
            role: Role::Main,
            image: safe("registry.example.com/app:3"),
            ready: false,
            started: Truth::No,
            restarts: 7,
            state: ContainerState::Waiting {
                reason: safe("CrashLoopBackOff"),
                message: Some(safe("back-off 5m0s restarting failed container")),
            },
            last: Some(Termination {
                exit_code: 1,
                signal: None,
                reason: safe("Error"),
                message: None,
                started: Some(ago(62)),
                finished: Some(ago(60)),
            }),
            memory_limit: None,
            readiness: None,
        }],
    }
}
