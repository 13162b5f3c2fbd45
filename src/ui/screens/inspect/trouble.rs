//! What is wrong with a pod, as far as it decides what to show first; the verdict is made elsewhere.

use crate::domain::{
    Truth,
    pod::{Container, ContainerState, Pod, Role},
    text::Safe,
};

/// Reasons of waiting that are the ordinary way up.
const STARTING: [&str; 2] = ["ContainerCreating", "PodInitializing"];

/// Whether a container fails: it ended badly, cannot start, or keeps ending.
#[must_use]
pub fn container_fails(container: &Container) -> bool {
    match &container.state {
        ContainerState::Waiting { reason, .. } => !STARTING.contains(&reason.as_str()),
        ContainerState::Terminated(end) => end.exit_code != 0,
        ContainerState::Running { .. } => ends_badly(container) && !container.ready,
        ContainerState::Unknown => false,
    }
}

/// Whether the container ended badly before its present state.
#[must_use]
pub fn ends_badly(container: &Container) -> bool {
    container.last.as_ref().is_some_and(|end| end.exit_code != 0)
}

/// Whether the kubelet has a log of it at all.
#[must_use]
pub fn has_log(container: &Container) -> bool {
    container.last.is_some()
        || matches!(container.state, ContainerState::Running { .. } | ContainerState::Terminated(_))
}

/// The container to look at first: a failing init container, then a failing one, then the first ordinary one.
#[must_use]
pub fn foremost(pod: &Pod) -> Option<&Container> {
    let failing = |container: &&Container| container_fails(container);
    let containers = || pod.containers.iter();
    containers()
        .filter(|container| container.role != Role::Main)
        .find(failing)
        .or_else(|| containers().find(failing))
        .or_else(|| containers().find(|container| container.role == Role::Main && !container.ready))
        .or_else(|| containers().find(|container| container.role == Role::Main))
        .or_else(|| containers().next())
}

/// How much a pod needs to be looked at; the least value first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    Failing,
    /// Not scheduled, still starting, or running without being ready.
    NotReady,
    Leaving,
    Fine,
}

#[must_use]
pub fn trouble(pod: &Pod) -> Trouble {
    if pod.phase.as_str() == "Succeeded" {
        Trouble::Fine
    } else if pod.deleted.is_some() {
        Trouble::Leaving
    } else if pod.phase.as_str() == "Failed" || pod.containers.iter().any(container_fails) {
        Trouble::Failing
    } else if pod.ready.status == Truth::Yes {
        Trouble::Fine
    } else {
        Trouble::NotReady
    }
}

/// The state of a pod as `kubectl get pods` words it, with how many containers are ready where it runs.
#[must_use]
pub fn state(pod: &Pod) -> Safe {
    if pod.deleted.is_some() {
        return Safe::clean("Terminating");
    }
    if let Some(reason) = &pod.reason {
        return reason.clone();
    }
    if pod.scheduled.status == Truth::No {
        return Safe::clean(pod.scheduled.reason.as_deref().unwrap_or("not scheduled"));
    }
    let init = pod.containers.iter().filter(|container| container.role != Role::Main);
    let stuck = init.clone().find(|container| container_fails(container));
    if let Some(word) = stuck.and_then(word) {
        return Safe::clean(&format!("Init:{word}"));
    }
    let main = || pod.containers.iter().filter(|container| container.role == Role::Main);
    if let Some(word) = main().find(|container| container_fails(container)).and_then(word) {
        return word;
    }
    if let Some(word) = main().find_map(word) {
        return word;
    }
    if pod.phase.as_str() == "Running" {
        let ready = main().filter(|container| container.ready).count();
        return Safe::clean(&format!("Running {ready}/{}", main().count()));
    }
    pod.phase.clone()
}

/// Why a container does not run.
fn word(container: &Container) -> Option<Safe> {
    match &container.state {
        ContainerState::Waiting { reason, .. } if !reason.is_empty() => Some(reason.clone()),
        ContainerState::Terminated(end) if !end.reason.is_empty() => Some(end.reason.clone()),
        ContainerState::Terminated(end) => Some(Safe::clean(&format!("exit {}", end.exit_code))),
        _ => None,
    }
}
