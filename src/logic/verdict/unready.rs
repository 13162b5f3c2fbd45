//! Pods that are not ready: whether they ever were, for how long they may, and why not, in words.

use jiff::Timestamp;

use crate::domain::{
    Truth,
    pod::{Container, ContainerState, Pod, Role},
    verdict::Subject,
};

use super::{
    case::{Case, after},
    image::role,
    message, say,
};

/// The kubelet sets Ready to False this soon after a pod has got its node; later, the pod has been ready before.
const FIRST_LOOK: i64 = 10;

pub(super) fn is_ready(pod: &Pod) -> bool {
    pod.ready.status == Truth::Yes
}

/// Whether the pod has been ready before.
pub(super) fn was_ready(pod: &Pod) -> bool {
    let placed = pod.scheduled.since.or(pod.created);
    match (pod.ready.since, placed) {
        (Some(since), Some(placed)) => since.duration_since(placed).as_secs() > FIRST_LOOK,
        _ => false,
    }
}

/// A startup probe is at work: the container says itself that it needs time.
pub(super) fn is_starting(pod: &Pod) -> bool {
    let mut mains = pod.containers.iter().filter(|container| !container.ready && container.role != Role::Init);
    let starting = |container: &Container| {
        matches!(container.state, ContainerState::Running { .. }) && container.started == Truth::No
    };
    mains.any(starting)
        && pod.containers.iter().all(|container| {
            container.ready
                || starting(container)
                || container.role == Role::Init
                || !matches!(container.state, ContainerState::Running { .. })
        })
}

/// Since when it is not ready, or exists.
pub(super) fn since(pod: &Pod) -> Option<Timestamp> {
    pod.ready.since.max(pod.created)
}

/// When its grace runs out, while it is not ready.
pub(super) fn due(case: &Case<'_>, pod: &Pod) -> Option<Timestamp> {
    (!is_ready(pod)).then(|| since(pod).map(|since| after(since, case.thresholds.degraded_grace))).flatten()
}

/// The container that a sentence about an unready pod names.
fn culprit(pod: &Pod) -> Option<&Container> {
    let waits = |container: &&Container| match container.role {
        Role::Init => !matches!(&container.state, ContainerState::Terminated(end) if end.exit_code == 0),
        Role::Sidecar | Role::Main => !container.ready,
    };
    pod.containers.iter().find(waits)
}

pub(super) fn subject(pod: &Pod) -> Subject {
    Subject { pod: pod.name.clone(), container: culprit(pod).map(|container| container.name.clone()), exit_code: None }
}

/// Why the pod is not ready.
pub(super) fn words(case: &Case<'_>, pod: &Pod) -> String {
    let name = &pod.name;
    if let Some(node) = case.unwell_node(pod) {
        return format!("{name} is on node {}, which {}", node.name, unwell(node, case.now));
    }
    if pod.scheduled.status != Truth::Yes {
        let gated = pod.scheduled.reason.as_ref().is_some_and(|reason| reason.as_str() == "SchedulingGated");
        return if gated {
            format!("{name} is held back by a scheduling gate")
        } else {
            format!("{name} waits for a node")
        };
    }
    let Some(container) = culprit(pod) else {
        let gate =
            pod.ready.message.as_ref().map(|message| format!(": {}", message::plain(message))).unwrap_or_default();
        return format!("{name} is not ready although its containers are{gate}");
    };
    let place = format!("{}{} of {name}", role(container), container.name);
    match &container.state {
        ContainerState::Running { since } if container.role == Role::Init => {
            format!("{place} has been running{} and the others wait for it", say::since(*since, case.now))
        }
        ContainerState::Running { since } if container.started == Truth::No => {
            format!("{place} has been starting{}, its startup probe has not passed yet", say::since(*since, case.now))
        }
        ContainerState::Running { .. } => {
            format!("{place} runs but is not ready{}", probe(case, pod, container))
        }
        ContainerState::Terminated(end) => format!("{place} ended with exit code {}", end.exit_code),
        ContainerState::Waiting { .. } | ContainerState::Unknown => {
            let pulls = case.events_of(pod).next().is_some_and(|event| event.reason.as_str() == "Pulling");
            let since = say::since(pod.scheduled.since, case.now);
            if pulls {
                format!("{place} has been pulling {}{since}", container.image)
            } else {
                format!("{place} has been in creation{since}")
            }
        }
    }
}

/// What the readiness probe said last.
fn probe(case: &Case<'_>, pod: &Pod, container: &Container) -> String {
    let failed = case.events_of(pod).find(|event| {
        let own = event.about.container.as_ref().is_none_or(|name| *name == container.name);
        own && event.reason.as_str() == "Unhealthy" && event.message.starts_with("Readiness")
    });
    let output =
        failed.and_then(|event| event.message.split_once("failed: ")).map(|(_, output)| message::plain(output));
    match output.filter(|output| !output.is_empty()) {
        Some(output) => format!(": its readiness probe fails: {output}"),
        None if failed.is_some() => ": its readiness probe fails".to_owned(),
        None => String::new(),
    }
}

/// `has not been ready for 5 min`, `is under DiskPressure`.
pub(super) fn unwell(node: &crate::domain::node::Node, now: Timestamp) -> String {
    match (node.ready, node.pressures.first()) {
        (Truth::Yes, Some(pressure)) => format!("is under {pressure}"),
        _ => format!("has not been ready{}", say::since(node.since, now)),
    }
}
