//! Objects and changes for tests of the fold.

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{
        Truth,
        cluster::{Cluster, ClusterId, ClusterNo, Link, Skew, Source, Spaces},
        pod::{Container, ContainerState, Pod, PodCondition, PodOwner, PodRow, Role, Termination},
        text::Safe,
        verdict::State,
        watch::{Batch, Change, Delta, Span},
        workload::{Condition, Counts, Key, Kind, Owner, Strategy, Workload},
    },
    logic::board::Board,
};

pub fn safe(text: &str) -> Safe {
    Safe::clean(text)
}

/// So many seconds into the test.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_000_000 + seconds)
}

pub fn key(namespace: &str, name: &str) -> Key {
    Key { cluster: ClusterNo(0), namespace: safe(namespace), kind: Kind::Deployment, name: safe(name) }
}

/// A Deployment at rest of which `ready` of `desired` pods are ready.
pub fn workload(namespace: &str, name: &str, ready: u32, desired: u32) -> Workload {
    let condition = |kind: &str, status, reason: &str| Condition {
        kind: safe(kind),
        status,
        reason: safe(reason),
        message: Safe::default(),
        updated: Some(at(-3600)),
        since: Some(at(-3600)),
    };
    let all = if ready < desired { Truth::No } else { Truth::Yes };
    Workload {
        key: key(namespace, name),
        uid: safe(name),
        created: Some(at(-3600)),
        deleted: None,
        changed: Some(at(-3600)),
        generation: 1,
        observed_generation: Some(1),
        revision: Some(safe("1")),
        change_cause: None,
        owner: Owner::Nobody,
        selector: safe("app=x"),
        paused: false,
        strategy: Strategy::Rolling { max_unavailable: None, max_surge: None, partition: 0 },
        desired,
        progress_deadline: Some(600),
        min_ready: 0,
        images: vec![(safe("api"), safe("api:1"))],
        counts: Counts { total: desired, updated: desired, ready, available: ready, misscheduled: 0 },
        current_revision: None,
        update_revision: None,
        conditions: vec![
            condition("Available", all, "MinimumReplicasAvailable"),
            condition("Progressing", Truth::Yes, "NewReplicaSetAvailable"),
        ],
    }
}

/// A pod of a Deployment, its ReplicaSet named by hash; `crashes` or ready.
pub fn pod(namespace: &str, deployment: &str, hash: &str, suffix: &str, crashes: bool) -> Pod {
    let owner = format!("{deployment}-{hash}");
    let truth = if crashes { Truth::No } else { Truth::Yes };
    let end = Termination {
        exit_code: 1,
        signal: None,
        reason: safe("Error"),
        message: None,
        started: Some(at(-1)),
        finished: Some(at(0)),
    };
    let condition = |status| PodCondition { status, since: Some(at(-3000)), reason: None, message: None };
    Pod {
        namespace: safe(namespace),
        name: safe(&format!("{owner}-{suffix}")),
        uid: safe(suffix),
        owner: Some(PodOwner { kind: safe("ReplicaSet"), name: safe(&owner), uid: Safe::default() }),
        hash: Some(safe(hash)),
        created: Some(at(-3600)),
        deleted: None,
        node: Some(safe("n1")),
        phase: safe("Running"),
        reason: None,
        message: None,
        scheduled: condition(Truth::Yes),
        ready: condition(truth),
        containers: vec![Container {
            name: safe("api"),
            role: Role::Main,
            image: safe("api:1"),
            ready: !crashes,
            started: truth,
            restarts: if crashes { 5 } else { 0 },
            state: if crashes {
                ContainerState::Waiting { reason: safe("CrashLoopBackOff"), message: None }
            } else {
                ContainerState::Running { since: Some(at(-3000)) }
            },
            last: crashes.then_some(end),
            memory_limit: None,
            readiness: None,
        }],
    }
}

pub fn row(name: &str, status: &str) -> PodRow {
    PodRow { namespace: None, name: safe(name), ready: (0, 1), status: safe(status), restarts: 0, node: None }
}

pub fn live() -> Source {
    Source { link: Link::Live, skew: Some(Skew(0)), ..Source::default() }
}

pub fn send(board: &mut Board, seconds: i64, changes: Vec<Change>) -> bool {
    board.apply(Batch { cluster: ClusterNo(0), changes }, at(seconds))
}

pub fn list(workloads: Vec<Workload>) -> Change {
    Change::Workload(Kind::Deployment, Delta::Replace { span: Span::All, items: workloads })
}

pub fn pods_of(key: &Key, pods: Vec<Pod>) -> Change {
    Change::Pod(Delta::Replace { span: Span::Rollout(key.clone()), items: pods })
}

pub fn apply(workload: Workload) -> Change {
    Change::Workload(Kind::Deployment, Delta::Apply(workload))
}

/// A board that has a cluster and these Deployments.
pub fn board(workloads: Vec<Workload>) -> Board {
    let mut board = Board::default();
    let cluster = Cluster {
        no: ClusterNo(0),
        name: safe("eu1"),
        context: safe("eu1"),
        server: safe("https://eu1"),
        namespace: safe("default"),
        id: Some(ClusterId { uid: Some(safe("uid")), endpoint: safe("hash") }),
    };
    let begin = vec![Change::Cluster(cluster), Change::Watching(Spaces::All), Change::Source(live()), list(workloads)];
    send(&mut board, 0, begin);
    board
}

/// Namespace, name and state of each row, in order.
pub fn rows(board: &Board) -> Vec<(String, State)> {
    let row = |rollout: &&crate::domain::rollout::Rollout| {
        (format!("{}/{}", rollout.key.namespace, rollout.key.name), rollout.verdict.state)
    };
    board.rollouts().iter().map(row).collect()
}

pub fn state(board: &Board, key: &Key) -> State {
    board.entry(key).unwrap().rollout.verdict.state
}
