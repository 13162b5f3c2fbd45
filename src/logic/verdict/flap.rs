//! Readiness that comes and goes: a grace that begins anew with each return would never run out.

use jiff::Timestamp;

use crate::domain::{
    Truth,
    event::ClusterEvent,
    pod::{Container, ContainerState, Pod, Probe, Role},
};

use super::{
    case::{Case, after},
    image::role,
    message, say, unready,
};

/// Failed probes that are further apart than this, on average, are accidents. In seconds.
const SPARSE: u32 = 150;

/// A pod that is out for so many seconds is not ready, and does not come and go.
const LASTING: u32 = 300;

/// What is written of a probe comes so many seconds later, at most.
const SLACK: u32 = 5;

/// A pod that lost its readiness and got it back.
#[derive(Debug, Clone)]
pub(super) struct Flap {
    /// Whether it does so again and again: unknown of one that came back a moment ago, and was seen to be lost once.
    pub(super) again: Truth,
    /// When it began.
    pub(super) since: Timestamp,
    /// The rest of the sentence, with the container, the pod and what the probe said.
    pub(super) words: String,
    /// When it may be over by time alone.
    pub(super) review: Option<Timestamp>,
}

/// What the kubelet told of a container's failed readiness probes.
struct Told {
    count: u32,
    first: Timestamp,
    output: Option<String>,
}

/// Whether anything tells of a probe that failed, or of readiness that was lost.
pub(super) fn is_told(case: &Case<'_>) -> bool {
    !case.evidence.losses.is_empty() || case.evidence.events.iter().any(|event| is_failure(event))
}

pub(super) fn of(case: &Case<'_>, pod: &Pod) -> Option<Flap> {
    pod.containers.iter().filter(|container| container.role != Role::Init).find_map(|one| flap(case, pod, one))
}

fn flap(case: &Case<'_>, pod: &Pod, container: &Container) -> Option<Flap> {
    let (Some(probe), ContainerState::Running { since: Some(began) }) = (container.readiness, &container.state) else {
        return None;
    };
    let mut losses = case.evidence.losses.of(pod);
    losses.retain(|lost| lost > began);
    let told = told(case, pod, container);
    let before = told.as_ref().filter(|told| is_earlier(case, pod, (told, losses.first()), (probe, *began)));
    let spells = losses.len() + usize::from(before.is_some());
    let again = if spells > 1 { Truth::Yes } else { Truth::Unknown };
    let until = until(case, pod, again).filter(|until| spells > 0 && *until > case.now)?;
    let since = before.map(|told| told.first).or(losses.first().copied())?;
    let place = format!("{}{} of {}", role(container), container.name, pod.name);
    let did = match &told {
        Some(told) => format!("has failed {} probes{}", told.count, say::since(Some(told.first), case.now)),
        None => format!("has lost it {} times{}", losses.len(), say::since(Some(since), case.now)),
    };
    let said = told.and_then(|told| told.output).map(|output| format!(": {output}")).unwrap_or_default();
    Some(Flap { again, since, words: format!("{place} {did}{said}"), review: Some(until) })
}

/// Until when a pod counts as one that comes and goes. A ready one has to stay so for as long as it may be unready, and longer if it came
/// back before; one that is out and was lost once has its grace.
fn until(case: &Case<'_>, pod: &Pod, again: Truth) -> Option<Timestamp> {
    let grace = case.thresholds.degraded_grace;
    let seconds = match (unready::is_ready(pod), again) {
        (true, Truth::Yes) => grace.saturating_mul(2),
        (true, _) => grace,
        (false, Truth::Yes) => LASTING,
        (false, _) => return None,
    };
    pod.ready.since.map(|since| after(since, seconds))
}

/// Whether what is told began with another loss than those that are known. A container that fails from its start on warms up; the failures
/// that lead to a loss are part of it; and a probe that failed now and then took nothing away.
fn is_earlier(
    case: &Case<'_>,
    pod: &Pod,
    (told, first_loss): (&Told, Option<&Timestamp>),
    (probe, began): (Probe, Timestamp),
) -> bool {
    let patience = probe.period.saturating_add(probe.timeout);
    let was_up = told.first > after(began, probe.delay.saturating_add(patience).saturating_add(SLACK));
    let is_dense = after(told.first, told.count.saturating_mul(SPARSE)) >= case.now;
    let is_other = match first_loss {
        Some(lost) => {
            let spell = probe.failures.saturating_mul(patience).saturating_add(SLACK);
            after(told.first, spell) < *lost
                && told.count >= since(*lost, probe, case.now).saturating_add(probe.failures)
        }
        // It is ready, and was not before; since it was ready before that, it had been lost.
        None => unready::is_ready(pod) && pod.ready.since.is_some_and(|back| told.first < back),
    };
    was_up && is_dense && is_other
}

/// How many probes may have failed because of this loss.
fn since(lost: Timestamp, probe: Probe, now: Timestamp) -> u32 {
    let seconds = u32::try_from(now.duration_since(lost).as_secs()).unwrap_or(0);
    (seconds / probe.period.max(1)).saturating_add(probe.failures).saturating_add(2)
}

fn told(case: &Case<'_>, pod: &Pod, container: &Container) -> Option<Told> {
    let own = |event: &&ClusterEvent| {
        event.about.uid == pod.uid && event.about.container.as_ref().is_none_or(|name| *name == container.name)
    };
    let failures = || case.events_of(pod).filter(|event| is_failure(event)).filter(own);
    let newest = failures().next()?;
    let output = newest.message.split_once("failed: ").map(|(_, output)| message::plain(output));
    Some(Told {
        count: failures().fold(0, |sum, event| sum.saturating_add(event.count)),
        first: failures().filter_map(|event| event.first.or(event.last)).min()?,
        output: output.filter(|output| !output.is_empty()),
    })
}

fn is_failure(event: &ClusterEvent) -> bool {
    event.reason.as_str() == "Unhealthy" && event.message.starts_with("Readiness probe")
}
