//! Whose log is read: of one container, or of all failing pods together.

use crate::domain::{
    logs::{LogRequest, LogSource},
    pod::{Container, ContainerState, Pod, Role},
    text::Safe,
    verdict::Subject,
};

use super::trouble::{self, Trouble};

/// How many logs are read together at most: each is a connection to the API server.
pub const MOST_SOURCES: usize = 12;
/// How many of the newest lines are asked for.
pub const TAIL: u32 = 5_000;

/// Whose log was picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// The foremost container of every failing pod.
    Failing,
    One {
        pod: Safe,
        container: Safe,
    },
}

/// How far back, and which life of the container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// `None`: the previous log where a container keeps crashing, else the present one.
    pub previous: Option<bool>,
    /// Seconds; `None` for as far as the newest 5,000 lines go.
    pub since: Option<u32>,
}

/// Whose log comes first: that of the verdict's pod if it fails, else of the foremost container of the first pod.
/// The pods are in the order of the screen.
#[must_use]
pub fn first(pods: &[&Pod], subject: Option<&Subject>) -> Option<Pick> {
    let named = subject.and_then(|subject| pods.iter().copied().find(|pod| pod.name == subject.pod));
    let pod = named.or_else(|| pods.first().copied())?;
    let told = subject
        .filter(|subject| subject.pod == pod.name)
        .and_then(|subject| subject.container.as_ref())
        .and_then(|name| pod.containers.iter().find(|container| container.name == *name));
    let init = trouble::foremost(pod).filter(|found| found.role != Role::Main && trouble::container_fails(found));
    let container = init.or(told).or_else(|| trouble::foremost(pod))?;
    Some(Pick::One { pod: pod.name.clone(), container: container.name.clone() })
}

/// What may be picked, in the order in which it is offered: all failing pods, then every container, failing ones first.
#[must_use]
pub fn offers(pods: &[&Pod]) -> Vec<(Pick, Safe)> {
    let failing = pods.iter().filter(|pod| trouble::trouble(pod) == Trouble::Failing).count();
    let mut offers = Vec::new();
    if failing > 1 {
        let all = if failing > MOST_SOURCES {
            format!("the first {MOST_SOURCES} of {failing} failing pods, merged by time")
        } else {
            format!("all {failing} failing pods, merged by time")
        };
        offers.push((Pick::Failing, Safe::clean(&all)));
    }
    let mut containers: Vec<(&Pod, &Container)> =
        pods.iter().flat_map(|pod| pod.containers.iter().map(move |container| (*pod, container))).collect();
    containers.sort_by_key(|(_, container)| !trouble::container_fails(container));
    offers.extend(containers.into_iter().map(|(pod, container)| {
        let pick = Pick::One { pod: pod.name.clone(), container: container.name.clone() };
        (pick, Safe::clean(&format!("{}/{}  {}", pod.name, container.name, situation(container))))
    }));
    offers
}

/// `init container, CrashLoopBackOff, 7 restarts`.
fn situation(container: &Container) -> String {
    let role = match container.role {
        Role::Init => "init container, ",
        Role::Sidecar => "sidecar, ",
        Role::Main => "",
    };
    let state = match &container.state {
        ContainerState::Waiting { reason, .. } => reason.to_string(),
        ContainerState::Running { .. } if container.ready => "running".to_owned(),
        ContainerState::Running { .. } => "running, not ready".to_owned(),
        ContainerState::Terminated(end) => format!("ended, exit {}", end.exit_code),
        ContainerState::Unknown => "state unknown".to_owned(),
    };
    match container.restarts {
        0 => format!("{role}{state}"),
        restarts => format!("{role}{state}, {}", super::words::count(u64::from(restarts), "restart")),
    }
}

/// The request for what was picked; nothing where no container of it has written a log yet.
#[must_use]
pub fn request(pods: &[&Pod], pick: &Pick, reach: Reach) -> Option<LogRequest> {
    let sources: Vec<LogSource> = match pick {
        Pick::Failing => pods
            .iter()
            .filter(|pod| trouble::trouble(pod) == Trouble::Failing)
            .filter_map(|pod| Some((*pod, trouble::foremost(pod)?)))
            .filter(|(_, container)| trouble::has_log(container))
            .take(MOST_SOURCES)
            .map(|(pod, container)| source(pod, container, reach))
            .collect(),
        Pick::One { pod, container } => pods
            .iter()
            .find(|found| found.name == *pod)
            .and_then(|pod| Some((*pod, pod.containers.iter().find(|found| found.name == *container)?)))
            .filter(|(_, container)| trouble::has_log(container))
            .map(|(pod, container)| source(pod, container, reach))
            .into_iter()
            .collect(),
    };
    if sources.is_empty() {
        return None;
    }
    let follow = sources.iter().any(|source| !source.previous);
    Some(LogRequest { sources, tail: Some(TAIL), since: reach.since, follow })
}

fn source(pod: &Pod, container: &Container, reach: Reach) -> LogSource {
    LogSource {
        namespace: pod.namespace.clone(),
        pod: pod.name.clone(),
        container: container.name.clone(),
        previous: reach.previous.unwrap_or_else(|| previous_first(container)),
    }
}

/// The log that ends with the crash: the present one of a container that has just ended, else the one before.
fn previous_first(container: &Container) -> bool {
    let ended = matches!(container.state, ContainerState::Terminated(_));
    trouble::ends_badly(container) && !ended && !container.ready
}
