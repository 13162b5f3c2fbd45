//! Containers that probes killed. The kubelet tells of few kills and the API forgets them, so what was seen once is remembered.

use std::collections::BTreeMap;

use crate::domain::{
    event::ClusterEvent,
    pod::{Container, ContainerState, Pod, Role, Termination},
    text::Safe,
};

use super::{crash::lasted, evidence::Evidence, message};

/// So many seconds may lie between the event of a kill and the end of its container.
const NEAR: i64 = 120;

/// The kill of a container by one of its probes, by pod and container.
pub type Kills = BTreeMap<(Safe, Safe), Kill>;

/// The kill of a container by one of its probes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kill {
    pod: Safe,
    /// `liveness` or `startup`.
    pub(super) probe: &'static str,
    /// What the probe said.
    pub(super) output: Option<String>,
    exit_code: i32,
    /// How many seconds the container had run.
    ran: Option<i64>,
}

impl Kill {
    /// Whether this end of the same container is another like it: a probe needs as long each time as it needed once, so one
    /// that ended sooner ended by itself.
    fn explains(&self, pod: &Pod, end: &Termination) -> bool {
        let as_long = match (self.ran, lasted(end)) {
            (Some(then), Some(now)) => now.saturating_mul(2) >= then,
            _ => true,
        };
        self.pod == pod.uid && self.exit_code == end.exit_code && as_long
    }
}

/// The kill that this end is, as the events tell or as one was seen before.
pub(super) fn of(evidence: &Evidence<'_>, pod: &Pod, container: &Container, end: &Termination) -> Option<Kill> {
    let remembered = || {
        let kill = evidence.kills.get(&(pod.name.clone(), container.name.clone()))?;
        kill.explains(pod, end).then(|| kill.clone())
    };
    told(&evidence.events, pod, container, end).or_else(remembered)
}

/// The kills that the events tell of now, to be remembered.
#[must_use]
pub fn kills(evidence: &Evidence<'_>) -> Kills {
    if !evidence.events.iter().any(|event| is_kill(event)) {
        return Kills::new();
    }
    let containers = evidence.pods.known().iter().flat_map(|pod| pod.containers.iter().map(move |one| (*pod, one)));
    containers
        .filter_map(|(pod, container)| {
            let end = match &container.state {
                ContainerState::Terminated(end) => end,
                _ => container.last.as_ref()?,
            };
            let kill = told(&evidence.events, pod, container, end)?;
            Some(((pod.name.clone(), container.name.clone()), kill))
        })
        .collect()
}

fn is_kill(event: &ClusterEvent) -> bool {
    event.reason.as_str() == "Killing" && event.message.contains("probe")
}

fn told(events: &[&ClusterEvent], pod: &Pod, container: &Container, end: &Termination) -> Option<Kill> {
    if container.role == Role::Init {
        return None;
    }
    let own = |event: &&&ClusterEvent| {
        let about = &event.about;
        let named = about.container.as_ref().is_none_or(|name| *name == container.name);
        about.kind.as_str() == "Pod" && about.name == pod.name && named
    };
    let of_it = || events.iter().filter(own);
    let killed = of_it().filter(|event| is_kill(event)).max_by_key(|event| event.last)?;
    // A container that ended by itself long after the kill ended for another reason.
    let near = match (killed.last, end.finished) {
        (Some(killed), Some(finished)) => finished.duration_since(killed).as_secs().abs() <= NEAR,
        _ => true,
    };
    let probe = if killed.message.contains("startup probe") { "startup" } else { "liveness" };
    let failed = of_it().filter(|event| {
        let head = event.message.get(..probe.len());
        event.reason.as_str() == "Unhealthy" && head.is_some_and(|head| head.eq_ignore_ascii_case(probe))
    });
    let newest = failed.max_by_key(|event| event.last);
    let output = newest.and_then(|event| event.message.split_once("failed: "));
    near.then(|| Kill {
        pod: pod.uid.clone(),
        probe,
        output: output.map(|(_, output)| message::plain(output)).filter(|output| !output.is_empty()),
        exit_code: end.exit_code,
        ran: lasted(end),
    })
}
