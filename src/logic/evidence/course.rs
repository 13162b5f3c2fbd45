//! How a rollout came to fail: when the template that runs was made, when the first failure was seen, and since when each container runs.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{
    Truth,
    event::ClusterEvent,
    inspection::Diff,
    pod::{Container, ContainerState, Pod, Termination},
    text::Safe,
    workload::Revision,
};

/// What failed longer ago than this before the newest failure was another failure.
const ONE_FAILURE: SignedDuration = SignedDuration::from_hours(1);

/// The annotation that a restart writes into the template, and nothing else.
const RESTART: &str = "kubectl.kubernetes.io/restartedAt";

/// The times of a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    pub template: Option<Template>,
    /// The first failure that was seen.
    pub failed: Option<Timestamp>,
    /// Before this there was none; `None` where that is not known.
    pub none_before: Option<Timestamp>,
    pub lives: Vec<Life>,
}

/// The newest template that failing pods run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub revision: Safe,
    pub made: Timestamp,
    /// The revision that it only restarts, and when that was made.
    pub restarts: Option<(Safe, Timestamp)>,
}

/// One container's present life, or its last one where it waits for the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    pub pod: Safe,
    pub container: Safe,
    pub started: Option<Timestamp>,
    /// When it failed last.
    pub failed: Option<Timestamp>,
    pub restarts: u32,
    pub ready: bool,
}

/// When something was written, as against the rollout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Before the template that runs was made.
    Known,
    /// After that, and before anything failed.
    Between,
    /// After that, and nothing fails.
    Since,
    /// After the first failure.
    Late,
    Unknown,
}

impl Course {
    /// Reads it out of what the cluster says. `diff` is that of the two newest revisions.
    #[must_use]
    pub fn of(pods: &[&Pod], revisions: &[&Revision], events: &[&ClusterEvent], diff: Option<&Diff>) -> Self {
        let pods: Vec<&Pod> = pods.iter().copied().filter(|pod| pod.deleted.is_none()).collect();
        let warnings: Vec<(&str, Timestamp, Timestamp)> = events.iter().filter_map(|event| warning(event)).collect();
        let ends = pods.iter().flat_map(|pod| pod.containers.iter().flat_map(ends)).filter_map(|end| end.finished);
        let newest = ends.chain(warnings.iter().map(|(.., last)| *last)).max();
        let is_old = |at: Timestamp| newest.is_some_and(|newest| newest.duration_since(at) > ONE_FAILURE);
        let mut signs: Vec<(Timestamp, Option<Timestamp>)> =
            warnings.iter().filter(|(.., last)| !is_old(*last)).map(|(_, first, _)| (*first, Some(*first))).collect();
        let failing: Vec<&Pod> = pods.iter().copied().filter(|pod| is_failing(pod, is_old)).collect();
        let told: BTreeSet<&str> =
            warnings.iter().filter(|(.., last)| !is_old(*last)).map(|(name, ..)| *name).collect();
        signs.extend(failing.iter().filter_map(|pod| sign(pod, told.contains(pod.name.as_str()))));
        let failed = signs.iter().map(|(seen, _)| *seen).min();
        let earliest: Option<Vec<Timestamp>> = signs.iter().map(|(_, earliest)| *earliest).collect();
        Self {
            template: template(if failing.is_empty() { &pods } else { &failing }, revisions, diff),
            failed,
            none_before: earliest.and_then(|all| all.into_iter().min()),
            lives: pods.iter().flat_map(|pod| pod.containers.iter().map(|container| life(pod, container))).collect(),
        }
    }

    /// When something was written, as against this rollout.
    #[must_use]
    pub fn when(&self, at: Timestamp) -> When {
        let Some(template) = &self.template else { return When::Unknown };
        match (self.failed, self.none_before) {
            _ if at <= template.written() => When::Known,
            (None, _) => When::Since,
            (Some(failed), _) if at >= failed => When::Late,
            (_, Some(earliest)) if at < earliest => When::Between,
            _ => When::Unknown,
        }
    }
}

impl Template {
    /// When what it says was written: a restart says nothing new.
    #[must_use]
    pub fn written(&self) -> Timestamp {
        self.restarts.as_ref().map_or(self.made, |(_, made)| *made)
    }
}

/// The pod, the first time and the last, of what tells of a failure. Probes fail at every start.
fn warning(event: &ClusterEvent) -> Option<(&str, Timestamp, Timestamp)> {
    let (first, last) = (event.first.or(event.last)?, event.last.or(event.first)?);
    (event.warning && event.reason.as_str() != "Unhealthy").then_some((event.about.name.as_str(), first, last))
}

fn ends(container: &Container) -> impl Iterator<Item = &Termination> {
    let now = match &container.state {
        ContainerState::Terminated(end) => Some(end),
        _ => None,
    };
    now.into_iter().chain(&container.last).filter(|end| end.exit_code != 0)
}

fn is_failing(pod: &Pod, is_old: impl Fn(Timestamp) -> bool) -> bool {
    let ended = || pod.containers.iter().flat_map(ends).filter_map(|end| end.finished).any(|at| !is_old(at));
    pod.phase.as_str() != "Succeeded" && (pod.ready.status != Truth::Yes || ended())
}

/// The first failure that is seen of a pod, and the earliest time at which there can have been one.
fn sign(pod: &Pod, is_told: bool) -> Option<(Timestamp, Option<Timestamp>)> {
    let ended = pod.containers.iter().flat_map(ends).filter_map(|end| end.finished).min();
    let seen = ended.or(pod.ready.since.filter(|_| pod.ready.status != Truth::Yes)).or(pod.created)?;
    // Of many ends the last two are known; an event keeps the time of the first.
    let counted = |container: &Container| u32::try_from(ends(container).count()).unwrap_or(u32::MAX);
    let all = ended.is_some() && pod.containers.iter().all(|container| container.restarts <= counted(container));
    let earliest = if all || is_told { Some(seen) } else { pod.created };
    Some((seen, earliest))
}

fn template(pods: &[&Pod], revisions: &[&Revision], diff: Option<&Diff>) -> Option<Template> {
    let is_run = |revision: &&&Revision| pods.iter().any(|pod| pod.hash.is_some() && pod.hash == revision.hash);
    let newest = revisions.iter().filter(is_run).max_by_key(|revision| revision.created)?;
    let name = |number: Option<i64>| Safe::line(&number.map_or_else(|| "-".to_owned(), |number| number.to_string()));
    let number = newest.number;
    let before = revisions.iter().filter(|revision| revision.number < number).max_by_key(|revision| revision.number);
    let only = diff.is_some_and(|diff| diff.new == name(number) && is_restart(diff));
    let restarts = before.filter(|_| only).and_then(|before| Some((name(before.number), before.created?)));
    Some(Template { revision: name(number), made: newest.created?, restarts })
}

/// Whether two revisions differ by nothing but a restart.
fn is_restart(diff: &Diff) -> bool {
    let mut changed = diff.lines.iter().filter_map(|line| line.strip_prefix(['+', '-'])).map(str::trim).peekable();
    changed.peek().is_some() && changed.all(|line| line.starts_with(RESTART) || line == "annotations:")
}

fn life(pod: &Pod, container: &Container) -> Life {
    let started = match &container.state {
        ContainerState::Running { since } => *since,
        ContainerState::Terminated(end) => end.started,
        ContainerState::Waiting { .. } | ContainerState::Unknown => container.last.as_ref().and_then(|end| end.started),
    };
    Life {
        pod: pod.name.clone(),
        container: container.name.clone(),
        started,
        failed: ends(container).filter_map(|end| end.finished).max(),
        restarts: container.restarts,
        ready: container.ready,
    }
}
