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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        event::About,
        pod::{PodCondition, Role},
    };

    fn safe(text: &str) -> Safe {
        Safe::clean(text)
    }

    fn at(time: &str) -> Timestamp {
        format!("2026-11-22T{time}:00Z").parse().unwrap()
    }

    /// A pod of revision 2 that was made at this time and whose container ended so often, the last time then.
    fn pod(made: &str, restarts: u32, ended: Option<&str>) -> Pod {
        let end = |finished| Termination {
            exit_code: 1,
            signal: None,
            reason: safe("Error"),
            message: None,
            started: Some(at(made)),
            finished: Some(finished),
        };
        let container = Container {
            name: safe("api"),
            role: Role::Main,
            image: safe("web:2"),
            ready: ended.is_none(),
            started: Truth::Yes,
            restarts,
            state: ContainerState::Running { since: Some(at(made)) },
            last: ended.map(|ended| end(at(ended))),
            memory_limit: None,
            readiness: None,
        };
        let ready = if ended.is_none() { Truth::Yes } else { Truth::No };
        Pod {
            namespace: safe("shop"),
            name: safe("web-a"),
            uid: safe("u"),
            owner: None,
            hash: Some(safe("2")),
            created: Some(at(made)),
            deleted: None,
            node: None,
            phase: safe("Running"),
            reason: None,
            message: None,
            scheduled: PodCondition::default(),
            ready: PodCondition { status: ready, since: Some(at(made)), ..PodCondition::default() },
            containers: vec![container],
        }
    }

    fn revision(number: i64, made: &str) -> Revision {
        Revision {
            namespace: safe("shop"),
            name: safe("web-x"),
            uid: safe("r"),
            owner: None,
            number: Some(number),
            hash: Some(safe(&number.to_string())),
            created: Some(at(made)),
            change_cause: None,
            images: Vec::new(),
            counts: None,
            conditions: Vec::new(),
        }
    }

    fn event(reason: &str, first: &str, last: &str) -> ClusterEvent {
        ClusterEvent {
            uid: safe("e"),
            namespace: safe("shop"),
            about: About { kind: safe("Pod"), name: safe("web-a"), uid: safe("u"), container: None },
            warning: true,
            reason: safe(reason),
            message: Safe::default(),
            count: 3,
            first: Some(at(first)),
            last: Some(at(last)),
            source: safe("kubelet"),
        }
    }

    fn course(pods: &[Pod], events: &[ClusterEvent], diff: Option<&[&str]>) -> Course {
        let revisions = [revision(1, "01:00"), revision(2, "02:00")];
        let lines = diff.map(|lines| lines.iter().map(|line| safe(line)).collect());
        let diff = lines.map(|lines| Diff { old: Some(safe("1")), new: safe("2"), lines });
        let (pods, events): (Vec<&Pod>, Vec<&ClusterEvent>) = (pods.iter().collect(), events.iter().collect());
        Course::of(&pods, &revisions.iter().collect::<Vec<_>>(), &events, diff.as_ref())
    }

    #[test]
    fn a_write_is_judged_by_template_and_first_failure() {
        let once = course(&[pod("03:00", 1, Some("05:00"))], &[], None);
        for (written, when) in
            [("01:30", When::Known), ("02:00", When::Known), ("04:59", When::Between), ("05:00", When::Late)]
        {
            assert_eq!(once.when(at(written)), when, "{written}");
        }
        let well = course(&[pod("03:00", 0, None)], &[], None);
        assert_eq!((well.failed, well.when(at("04:00"))), (None, When::Since));
        assert_eq!(Course::default().when(at("04:00")), When::Unknown);
    }

    #[test]
    fn of_many_ends_the_first_is_known_by_an_event_or_not_at_all() {
        let often = [pod("03:00", 9, Some("05:00"))];
        let untold = course(&often, &[], None);
        assert_eq!((untold.failed, untold.none_before), (Some(at("05:00")), Some(at("03:00"))));
        assert_eq!(untold.when(at("04:00")), When::Unknown);
        assert_eq!(untold.when(at("02:30")), When::Between);
        let told = course(&often, &[event("BackOff", "04:30", "05:00")], None);
        assert_eq!((told.failed, told.when(at("04:00"))), (Some(at("04:30")), When::Between));
        let probe = course(&often, &[event("Unhealthy", "03:00", "05:00")], None);
        assert_eq!(probe.failed, Some(at("05:00")), "probes fail at every start");
        let past = course(&often, &[event("BackOff", "02:10", "02:20")], None);
        assert_eq!(past.failed, Some(at("05:00")), "that was another failure");
    }

    #[test]
    fn a_restart_says_nothing_new() {
        let pods = [pod("03:00", 1, Some("05:00"))];
        let only = ["@@ -1 +1 @@", " metadata:", "+  annotations:", "+    kubectl.kubernetes.io/restartedAt: \"x\""];
        assert_eq!(course(&pods, &[], Some(&only)).when(at("01:30")), When::Between);
        let more = ["+    kubectl.kubernetes.io/restartedAt: \"x\"", "-    image: web:1"];
        assert_eq!(course(&pods, &[], Some(&more)).when(at("01:30")), When::Known);
    }
}
