//! Pods that have a node and do not get further: volumes, sandboxes, init containers that do not end.

use crate::domain::{
    Truth,
    event::ClusterEvent,
    pod::{Container, ContainerState, Pod},
};

use super::{
    case::{Case, after},
    message, say, setup,
    trouble::Trouble,
};

/// What an event of a pod in the making tells.
struct Obstacle {
    rule: &'static str,
    brief: &'static str,
    does: (&'static str, &'static str),
}

pub(super) fn creating<'a>(case: &Case<'a>, pod: &'a Pod) -> Option<Trouble<'a>> {
    let container = stuck(pod)?;
    let since = pod.scheduled.since.or(pod.created);
    let grace = case.thresholds.creating_grace;
    let told = case.events_of(pod).filter(|event| event.warning).find_map(|event| Some((read(event)?, event)));
    let pulling = case.events_of(pod).any(|event| matches!(event.reason.as_str(), "Pulling" | "Pulled"));
    let heard = case.events_of(pod).any(|event| !event.warning);
    let (kind, words, lacking) = match told {
        Some((found, event)) => {
            let lacking = setup::missing(case, &event.message);
            let words = reason(pod, &event.message);
            (found, words, lacking)
        }
        // An image that is being pulled takes as long as it takes, and without ordinary events nobody knows whether one is.
        None if pulling || !heard => return None,
        None => {
            let found = Obstacle { rule: "creating", brief: "Creating", does: ("does not start", "do not start") };
            let words = format!(
                "container {} of {} has been in ContainerCreating{}, and no event says why",
                container.name,
                pod.name,
                say::since(since, case.now)
            );
            (found, words, None)
        }
    };
    Some(Trouble {
        rule: kind.rule,
        brief: kind.brief,
        does: kind.does,
        pod,
        container: None,
        exit_code: None,
        words,
        since,
        firm: case.past(since, grace),
        review: since.map(|since| after(since, grace)),
        cause: lacking,
    })
}

/// The container that waits to be made, where nothing of the pod runs or ran yet.
fn stuck(pod: &Pod) -> Option<&Container> {
    if pod.scheduled.status != Truth::Yes {
        return None;
    }
    let untouched = |container: &Container| match &container.state {
        ContainerState::Unknown => true,
        ContainerState::Waiting { reason, .. } => matches!(reason.as_str(), "ContainerCreating" | "PodInitializing"),
        ContainerState::Running { .. } | ContainerState::Terminated(_) => false,
    };
    let mut waiting = pod.containers.iter();
    let first = waiting.next().filter(|container| untouched(container))?;
    waiting.all(untouched).then_some(first)
}

fn read(event: &ClusterEvent) -> Option<Obstacle> {
    Some(match event.reason.as_str() {
        "FailedMount" | "FailedAttachVolume" | "FailedMapVolume" => {
            Obstacle { rule: "mount", brief: "FailedMount", does: ("cannot mount a volume", "cannot mount a volume") }
        }
        "FailedCreatePodSandBox" | "NetworkNotReady" => {
            Obstacle { rule: "sandbox", brief: "FailedSandbox", does: ("gets no sandbox", "get no sandbox") }
        }
        "FailedCreatePodContainer" | "FailedPodResize" | "FailedKillPod" | "FailedSync" => {
            Obstacle { rule: "creating", brief: "Creating", does: ("does not start", "do not start") }
        }
        _ => return None,
    })
}

/// `volume v of web-7f9c: configmap "a" not found`.
fn reason(pod: &Pod, said: &str) -> String {
    let volume = said.split_once("failed for volume \"").and_then(|(_, rest)| rest.split_once('"'));
    match volume {
        Some((volume, error)) => {
            format!("volume {volume} of {}: {}", pod.name, message::plain(error.trim_start_matches([' ', ':'])))
        }
        None => format!("{}: {}", pod.name, message::plain(said)),
    }
}
