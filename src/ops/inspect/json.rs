//! The JSON of `stanch inspect --json`, version 1. Keys are only ever added; what is absent is null.

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    domain::{
        Truth,
        cluster::Gap,
        configuration::Configuration,
        event::ClusterEvent,
        inspection::{Autoscaler, Budget, Diff, Right, Serving},
        logs::LogSource,
        pod::{Container, ContainerState, Pod, Role, Termination},
        text::Safe,
        workload::{Condition, Revision},
    },
    logic::board::{Board, Entry},
    ops::board::Row,
};

use super::{ask::Answers, tail::Tail};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The version of this schema: 1.
    pub version: u8,
    /// The rollout as `stanch board --json` shows it.
    pub rollout: Row,
    /// The workload's own conditions, as its controller reports them.
    pub conditions: Vec<Condition>,
    /// ReplicaSets or ControllerRevisions, the newest first.
    pub revisions: Vec<RevisionRow>,
    /// Its pods, the newest first.
    pub pods: Vec<PodRow>,
    /// Events of the workload, its revisions and pods, the newest first.
    pub events: Vec<EventRow>,
    /// Logs of failing containers (the previous one where that holds the last words); of the newest pod where none fails.
    pub logs: Vec<LogRow>,
    /// The pod templates of the two newest revisions as a unified diff of YAML; null where there is one only, or it could
    /// not be read.
    pub diff: Option<String>,
    /// What its pods take from ConfigMaps and Secrets, and who wrote that last; null where its template could not be read.
    pub configuration: Option<Configuration>,
    /// Services that select its pods; null where that could not be read.
    pub serving: Option<Vec<Serving>>,
    /// `HorizontalPodAutoscaler`s that scale it; null where they could not be listed.
    pub autoscalers: Option<Vec<Autoscaler>>,
    /// `PodDisruptionBudget`s that select its pods; null where they could not be listed.
    pub budgets: Option<Vec<Budget>>,
    /// What this user may do to it; null where that could not be asked.
    pub rights: Option<Vec<RightRow>>,
    /// What could not be read, with the verb that was refused or failed.
    pub unknown: Vec<Gap>,
}

/// A ReplicaSet or ControllerRevision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevisionRow {
    pub name: Safe,
    /// As kubectl counts it.
    pub number: Option<i64>,
    /// What its pods carry as `pod-template-hash` or `controller-revision-hash`.
    pub hash: Option<Safe>,
    pub created: Option<Timestamp>,
    /// The annotation `kubernetes.io/change-cause`.
    pub change_cause: Option<Safe>,
    pub images: Vec<Safe>,
    /// Pods that a ReplicaSet wants; null for a ControllerRevision.
    pub desired: Option<u32>,
    pub ready: Option<u32>,
}

/// A pod.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PodRow {
    pub name: Safe,
    /// The hash of its revision.
    pub revision: Option<Safe>,
    /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
    pub phase: Safe,
    /// Its condition Ready; null where that is unknown.
    pub ready: Option<bool>,
    pub node: Option<Safe>,
    pub created: Option<Timestamp>,
    /// When its deletion was asked for.
    pub deleted: Option<Timestamp>,
    /// Why the pod as a whole is as it is: `Evicted`, `Unschedulable`.
    pub reason: Option<Safe>,
    pub message: Option<Safe>,
    pub containers: Vec<ContainerRow>,
}

/// A container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContainerRow {
    pub name: Safe,
    /// Runs to its end before the others start.
    pub init: bool,
    /// An init container that stays.
    pub sidecar: bool,
    pub image: Safe,
    pub ready: bool,
    /// `waiting`, `running`, `terminated` or `unknown`.
    pub state: &'static str,
    /// Why it waits or how it ended.
    pub reason: Option<Safe>,
    pub message: Option<Safe>,
    /// Of its present end; null unless it is terminated.
    pub exit_code: Option<i32>,
    pub restarts: u32,
    /// How it ended before its present state.
    pub last_termination: Option<Termination>,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventRow {
    pub warning: bool,
    pub reason: Safe,
    pub message: Safe,
    /// Kind and name of the object that it is about: `Pod/checkout-7f`.
    pub object: Safe,
    pub container: Option<Safe>,
    pub count: u32,
    pub first: Option<Timestamp>,
    pub last: Option<Timestamp>,
    /// Who reported it.
    pub source: Safe,
}

/// A container's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogRow {
    pub pod: Safe,
    pub container: Safe,
    /// The log before its last restart.
    pub previous: bool,
    /// The newest 500 lines at most.
    pub lines: Vec<Safe>,
    /// Whether there is more of it than `lines`.
    pub cut: bool,
}

/// Whether this user may do something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RightRow {
    pub verb: Safe,
    pub resource: Safe,
    /// Null where nobody could say.
    pub allowed: Option<bool>,
    pub reason: Option<Safe>,
}

impl Document {
    pub(super) fn of(board: &Board, entry: &Entry<'_>, answers: Answers, logs: Vec<Tail>, now: Timestamp) -> Self {
        let mut revisions = entry.revisions.clone();
        revisions.sort_by_key(|revision| std::cmp::Reverse((revision.number, revision.created)));
        let mut pods = entry.pods.clone();
        pods.sort_by_key(|pod| std::cmp::Reverse(pod.created));
        let events = entry.events.iter().rev().map(|event| EventRow::of(event));
        let unread = entry.unread.iter().copied().cloned().chain(answers.gaps);
        Self {
            version: 1,
            rollout: Row::of(board, entry.rollout, now),
            conditions: entry.workload.conditions.clone(),
            revisions: revisions.into_iter().map(RevisionRow::of).collect(),
            pods: pods.into_iter().map(PodRow::of).collect(),
            events: events.collect(),
            unknown: unread.chain(logs.iter().filter_map(|tail| tail.gap.clone())).collect(),
            logs: logs.into_iter().filter(|tail| tail.gap.is_none()).map(LogRow::of).collect(),
            diff: answers.diff.as_ref().and_then(unified),
            configuration: answers.configuration,
            serving: answers.serving,
            autoscalers: answers.autoscalers,
            budgets: answers.budgets,
            rights: answers.rights.map(|rights| rights.into_iter().map(RightRow::of).collect()),
        }
    }
}

fn unified(diff: &Diff) -> Option<String> {
    let old = diff.old.as_ref()?;
    let head = [format!("--- revision {old}"), format!("+++ revision {}", diff.new)];
    let lines = head.into_iter().chain(diff.lines.iter().map(ToString::to_string));
    Some(lines.collect::<Vec<_>>().join("\n") + "\n")
}

impl RevisionRow {
    fn of(revision: &Revision) -> Self {
        Self {
            name: revision.name.clone(),
            number: revision.number,
            hash: revision.hash.clone(),
            created: revision.created,
            change_cause: revision.change_cause.clone(),
            images: revision.images.iter().map(|(_, image)| image.clone()).collect(),
            desired: revision.counts.map(|(desired, _)| desired),
            ready: revision.counts.map(|(_, ready)| ready),
        }
    }
}

impl PodRow {
    fn of(pod: &Pod) -> Self {
        let waits = Some(&pod.scheduled).filter(|condition| condition.status == Truth::No);
        Self {
            name: pod.name.clone(),
            revision: pod.hash.clone(),
            phase: pod.phase.clone(),
            ready: known(pod.ready.status),
            node: pod.node.clone(),
            created: pod.created,
            deleted: pod.deleted,
            reason: pod.reason.clone().or_else(|| waits.and_then(|condition| condition.reason.clone())),
            message: pod.message.clone().or_else(|| waits.and_then(|condition| condition.message.clone())),
            containers: pod.containers.iter().map(ContainerRow::of).collect(),
        }
    }
}

impl ContainerRow {
    fn of(container: &Container) -> Self {
        let (state, reason, message, exit_code) = match &container.state {
            ContainerState::Waiting { reason, message } => ("waiting", Some(reason), message.as_ref(), None),
            ContainerState::Running { .. } => ("running", None, None, None),
            ContainerState::Terminated(end) => {
                ("terminated", Some(&end.reason), end.message.as_ref(), Some(end.exit_code))
            }
            ContainerState::Unknown => ("unknown", None, None, None),
        };
        Self {
            name: container.name.clone(),
            init: container.role == Role::Init,
            sidecar: container.role == Role::Sidecar,
            image: container.image.clone(),
            ready: container.ready,
            state,
            reason: reason.cloned(),
            message: message.cloned(),
            exit_code,
            restarts: container.restarts,
            last_termination: container.last.clone(),
        }
    }
}

impl EventRow {
    fn of(event: &ClusterEvent) -> Self {
        Self {
            warning: event.warning,
            reason: event.reason.clone(),
            message: event.message.clone(),
            object: Safe::clean(&format!("{}/{}", event.about.kind, event.about.name)),
            container: event.about.container.clone(),
            count: event.count,
            first: event.first,
            last: event.last,
            source: event.source.clone(),
        }
    }
}

impl LogRow {
    fn of(tail: Tail) -> Self {
        let LogSource { pod, container, previous, .. } = tail.source;
        Self { pod, container, previous, lines: tail.lines.into_iter().map(|line| line.text).collect(), cut: tail.cut }
    }
}

impl RightRow {
    fn of(right: Right) -> Self {
        Self { verb: right.verb, resource: right.resource, allowed: known(right.allowed), reason: right.reason }
    }
}

fn known(truth: Truth) -> Option<bool> {
    match truth {
        Truth::Yes => Some(true),
        Truth::No => Some(false),
        Truth::Unknown => None,
    }
}
