//! A pod's life on its node, as the kubelet and the container runtime remember it.

use std::{collections::HashSet, sync::Arc};

use jiff::Timestamp;
use serde_json::Value;

use super::{backoff::Backoff, probe::Probe};
use crate::drill::{
    behaviour::{Behaviours, Course},
    engine::{
        cluster::Cluster,
        events::{Report, Source},
        fields::Fields,
    },
    object::Object,
};

/// One run of a container as its log tells it.
#[derive(Debug, Clone)]
pub struct Spoken {
    pub started: Timestamp,
    /// `None`: it still runs.
    pub ended: Option<Timestamp>,
    pub course: Arc<Course>,
}

/// Whatever a step may need: the pod as it is stored, the cluster, the behaviours, the images that nodes have.
pub struct Bench<'a, 'b> {
    pub cluster: &'a mut Cluster<'b>,
    pub behaviours: &'a Behaviours,
    pub images: &'a mut HashSet<(String, String)>,
    pub pod: Arc<Object>,
}

impl Bench<'_, '_> {
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.cluster.now
    }

    /// Reports as the kubelet of the pod's node; `field` is empty for the pod as a whole.
    pub fn report(&mut self, field: &str, (warning, reason): (bool, &'static str), message: String) {
        let source = Source { component: "kubelet", host: self.pod.value.text("spec.nodeName").to_owned() };
        let report = Report { source, field: field.to_owned(), warning, reason, message };
        let pod = Arc::clone(&self.pod);
        self.cluster.tell(&pod, report);
    }

    /// As messages name the pod: `api-x_shop(uid)`.
    #[must_use]
    pub fn called(&self) -> String {
        format!("{}_{}({})", self.pod.key.name, self.pod.key.namespace, self.pod.uid())
    }
}

/// What a container is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It has to end well before the next one starts.
    Init,
    /// An init container that goes on running.
    Sidecar,
    Main,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub id: String,
    pub code: i32,
    pub reason: &'static str,
    pub message: Option<Arc<str>>,
    pub started: Timestamp,
    pub finished: Timestamp,
}

/// What the status shows of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Waiting { reason: &'static str, message: String },
    Running { id: String, since: Timestamp },
    Ended(Ended),
}

/// What comes next for a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is tried to start it.
    Try(Timestamp),
    /// Its image is here, or is not to be had.
    Pull(Timestamp),
    Create(Timestamp),
    /// It runs; what happens to it stands in its death and its probes.
    Run,
    /// Nothing.
    Rest,
}

/// The end that a running container goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Death {
    pub at: Timestamp,
    pub code: i32,
    pub reason: &'static str,
    pub message: Option<Arc<str>>,
}

/// A container of the pod.
#[derive(Debug)]
pub struct Container {
    pub name: String,
    pub role: Role,
    /// Its place in the list of the spec.
    pub place: usize,
    pub shown: Shown,
    pub last: Option<Ended>,
    pub step: Step,
    pub restarts: u32,
    pub crashes: Backoff,
    pub pulls: Backoff,
    /// That it waits before it is started again, said by the look before.
    pub waits: Option<String>,
    /// When its image was not to be had, and why.
    pub pull_failure: Option<(Timestamp, Arc<str>)>,
    pub probes: Vec<Probe>,
    pub death: Option<Death>,
    pub present: Option<Spoken>,
    pub previous: Option<Spoken>,
}

impl Container {
    #[must_use]
    pub fn new(name: &str, role: Role, place: usize, reason: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            role,
            place,
            shown: Shown::Waiting { reason, message: String::new() },
            last: None,
            step: Step::Rest,
            restarts: 0,
            crashes: Backoff::default(),
            pulls: Backoff::default(),
            waits: None,
            pull_failure: None,
            probes: Vec::new(),
            death: None,
            present: None,
            previous: None,
        }
    }

    /// As it stands in the pod's spec.
    #[must_use]
    pub fn spec<'a>(&self, pod: &'a Value) -> &'a Value {
        let list = if self.role == Role::Main { "spec.containers" } else { "spec.initContainers" };
        pod.items(list).get(self.place).unwrap_or(&crate::drill::engine::fields::NOTHING)
    }

    /// As events name it.
    #[must_use]
    pub fn field(&self) -> String {
        let list = if self.role == Role::Main { "containers" } else { "initContainers" };
        format!("spec.{list}{{{}}}", self.name)
    }

    #[must_use]
    pub fn running(&self) -> bool {
        matches!(self.shown, Shown::Running { .. })
    }

    /// Whether its startup probe, if it has one, has passed.
    #[must_use]
    pub fn started(&self) -> bool {
        self.running()
            && self.probes.iter().all(|probe| probe.purpose != super::probe::Purpose::Startup || probe.passes)
    }

    #[must_use]
    pub fn ready(&self) -> bool {
        match self.role {
            Role::Init => matches!(&self.shown, Shown::Ended(ended) if ended.code == 0),
            _ => {
                self.started()
                    && self.probes.iter().all(|probe| probe.purpose != super::probe::Purpose::Readiness || probe.passes)
            }
        }
    }

    /// Whether what comes after it may start.
    #[must_use]
    pub fn lets_pass(&self) -> bool {
        match self.role {
            Role::Init => self.ready(),
            Role::Sidecar => self.started() || matches!(self.shown, Shown::Ended(_)) && self.step == Step::Rest,
            Role::Main => true,
        }
    }

    /// When something happens to it next.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        match self.step {
            Step::Try(at) | Step::Pull(at) | Step::Create(at) => Some(at),
            Step::Run => self
                .death
                .as_ref()
                .map(|death| death.at)
                .into_iter()
                .chain(self.probes.iter().filter_map(|probe| probe.next))
                .min(),
            Step::Rest => None,
        }
    }

    /// Shows something else. What it showed of an ended run is kept as the last state.
    pub fn show(&mut self, shown: Shown) {
        if let Shown::Ended(ended) = std::mem::replace(&mut self.shown, shown) {
            self.last = Some(ended);
        }
    }
}

/// How far the pod's sandbox is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sandbox {
    /// Its volumes are mounted; tried at that time, and so many times in vain.
    Mounts(Timestamp, u32),
    /// Its network comes at that time.
    Starts(Timestamp),
    Up,
}

/// A pod on its node.
#[derive(Debug)]
pub struct Life {
    pub begun: Timestamp,
    pub ip: String,
    pub seed: u64,
    pub sandbox: Sandbox,
    /// Init containers first.
    pub containers: Vec<Container>,
    /// When it is taken away, once it has stopped.
    pub gone: Option<Timestamp>,
    pub stopping: bool,
}
