//! Pods.

use jiff::Timestamp;
use serde::Deserialize;

use crate::domain::{
    Truth,
    pod::{Container, ContainerState, Pod, PodCondition, PodOwner, Probe, Role, Termination},
    text::Safe,
};

use super::{
    Meta,
    text::{Shared, Status, nullable, present, shared},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    pub metadata: Meta,
    spec: Spec,
    status: PodStatus,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Spec {
    node_name: Option<Shared>,
    #[serde(deserialize_with = "nullable")]
    init_containers: Vec<SpecContainer>,
    #[serde(deserialize_with = "nullable")]
    containers: Vec<SpecContainer>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct SpecContainer {
    name: Shared,
    image: Shared,
    restart_policy: Option<Shared>,
    resources: Resources,
    readiness_probe: Option<RawProbe>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawProbe {
    initial_delay_seconds: u32,
    period_seconds: u32,
    timeout_seconds: u32,
    failure_threshold: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Resources {
    #[serde(deserialize_with = "nullable")]
    limits: Limits,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Limits {
    memory: Option<Shared>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct PodStatus {
    phase: Shared,
    reason: Option<Shared>,
    message: Option<Safe>,
    #[serde(deserialize_with = "nullable")]
    conditions: Vec<RawCondition>,
    #[serde(deserialize_with = "nullable")]
    init_container_statuses: Vec<RawStatus>,
    #[serde(deserialize_with = "nullable")]
    container_statuses: Vec<RawStatus>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawCondition {
    r#type: Shared,
    status: Status,
    last_transition_time: Option<Timestamp>,
    reason: Option<Shared>,
    message: Option<Safe>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawStatus {
    name: Shared,
    ready: bool,
    started: Option<bool>,
    restart_count: u32,
    state: RawState,
    last_state: RawState,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawState {
    waiting: Option<RawWaiting>,
    running: Option<RawRunning>,
    terminated: Option<RawTermination>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawWaiting {
    reason: Shared,
    message: Option<Safe>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawRunning {
    started_at: Option<Timestamp>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawTermination {
    exit_code: i32,
    signal: Option<i32>,
    reason: Shared,
    message: Option<Safe>,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
}

impl Raw {
    pub(super) fn into_pod(self) -> Pod {
        let owner = self.metadata.controller().map(|reference| PodOwner {
            kind: reference.kind.0.clone(),
            name: reference.name.0.clone(),
            uid: reference.uid.0.clone(),
        });
        let hash = self.metadata.hash();
        let status = self.status;
        let find = |kind: &str| status.conditions.iter().find(|condition| condition.r#type.0.as_str() == kind);
        let (scheduled, ready) = (condition(find("PodScheduled")), condition(find("Ready")));
        let inits = containers(self.spec.init_containers, status.init_container_statuses, true);
        let mains = containers(self.spec.containers, status.container_statuses, false);
        Pod {
            owner,
            hash,
            namespace: self.metadata.namespace.0,
            name: self.metadata.name,
            uid: self.metadata.uid,
            created: self.metadata.creation_timestamp,
            deleted: self.metadata.deletion_timestamp,
            node: self.spec.node_name.and_then(|node| present(node.0)),
            phase: status.phase.0,
            reason: status.reason.and_then(|reason| present(reason.0)),
            message: status.message.and_then(present),
            scheduled,
            ready,
            containers: inits.chain(mains).collect(),
        }
    }
}

fn condition(raw: Option<&RawCondition>) -> PodCondition {
    raw.map_or_else(PodCondition::default, |raw| PodCondition {
        status: raw.status.0,
        since: raw.last_transition_time,
        reason: raw.reason.as_ref().and_then(|reason| present(reason.0.clone())),
        message: raw.message.clone().and_then(present),
    })
}

/// Containers in the order of the spec, each with its status; one without a status has not been seen by the kubelet.
fn containers(specs: Vec<SpecContainer>, mut statuses: Vec<RawStatus>, init: bool) -> impl Iterator<Item = Container> {
    specs.into_iter().map(move |spec| {
        let found = statuses.iter().position(|status| status.name == spec.name);
        let status = found.map(|at| statuses.swap_remove(at)).unwrap_or_default();
        let stays = spec.restart_policy.is_some_and(|policy| policy.0.as_str() == "Always");
        Container {
            role: match (init, stays) {
                (true, true) => Role::Sidecar,
                (true, false) => Role::Init,
                (false, _) => Role::Main,
            },
            name: spec.name.0,
            image: spec.image.0,
            ready: status.ready,
            started: status.started.map_or(Truth::Unknown, |started| if started { Truth::Yes } else { Truth::No }),
            restarts: status.restart_count,
            state: status.state.into_state(),
            last: status.last_state.terminated.map(RawTermination::into_termination),
            memory_limit: spec.resources.limits.memory.map(|memory| memory.0),
            readiness: spec.readiness_probe.map(RawProbe::into_probe),
        }
    })
}

impl RawProbe {
    /// What is left out, or 0, is what the API server makes of it.
    fn into_probe(self) -> Probe {
        let or = |given: u32, standard: u32| if given == 0 { standard } else { given };
        Probe {
            delay: self.initial_delay_seconds,
            period: or(self.period_seconds, 10),
            timeout: or(self.timeout_seconds, 1),
            failures: or(self.failure_threshold, 3),
        }
    }
}

impl RawState {
    fn into_state(self) -> ContainerState {
        if let Some(waiting) = self.waiting {
            let message = waiting.message.and_then(present);
            return ContainerState::Waiting { reason: waiting.reason.0, message };
        }
        if let Some(running) = self.running {
            return ContainerState::Running { since: running.started_at };
        }
        self.terminated.map_or(ContainerState::Unknown, |end| ContainerState::Terminated(end.into_termination()))
    }
}

impl RawTermination {
    fn into_termination(self) -> Termination {
        Termination {
            exit_code: self.exit_code,
            signal: self.signal.filter(|signal| *signal != 0),
            reason: present(self.reason.0).unwrap_or_else(|| shared("Error")),
            message: self.message.and_then(present),
            started: self.started_at,
            finished: self.finished_at,
        }
    }
}
