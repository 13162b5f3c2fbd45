//! What ails one pod: the first rule of the list that has something to say.

use jiff::Timestamp;

use crate::domain::{
    pod::{Container, Pod, Role},
    verdict::{Cause, Subject},
};

use super::{case::Case, crash, creating, image, placement, setup};

/// Something that keeps a pod from running.
#[derive(Debug, Clone)]
pub(super) struct Trouble<'a> {
    pub(super) rule: &'static str,
    /// For a narrow column: `CrashLoop`.
    pub(super) brief: &'static str,
    /// What such pods do: `crashes`, `crash`.
    pub(super) does: (&'static str, &'static str),
    pub(super) pod: &'a Pod,
    pub(super) container: Option<&'a Container>,
    pub(super) exit_code: Option<i32>,
    /// The rest of the sentence, with the pod, the container and what was said.
    pub(super) words: String,
    pub(super) since: Option<Timestamp>,
    /// Beyond its grace: it counts towards FAILED.
    pub(super) firm: bool,
    /// When that may change by time alone.
    pub(super) review: Option<Timestamp>,
    pub(super) cause: Option<Cause>,
}

impl Trouble<'_> {
    pub(super) fn subject(&self) -> Subject {
        Subject {
            pod: self.pod.name.clone(),
            container: self.container.map(|container| container.name.clone()),
            exit_code: self.exit_code,
        }
    }
}

/// A rule about one container of a pod.
type Rule = for<'a> fn(&Case<'a>, &'a Pod, &'a Container) -> Option<Trouble<'a>>;

/// The one that explains most first.
const OF_CONTAINERS: [Rule; 3] = [image::pull, setup::setup, crash::crash];

pub(super) fn of<'a>(case: &Case<'a>, pod: &'a Pod) -> Option<Trouble<'a>> {
    if let Some(trouble) = placement::unschedulable(case, pod) {
        return Some(trouble);
    }
    let found = pod
        .containers
        .iter()
        .filter(|container| !is_done(container))
        .find_map(|container| OF_CONTAINERS.iter().find_map(|rule| rule(case, pod, container)));
    found.or_else(|| creating::creating(case, pod))
}

/// An init container that has done its work ails nobody any more.
pub(super) fn is_done(container: &Container) -> bool {
    container.role == Role::Init
        && matches!(&container.state, crate::domain::pod::ContainerState::Terminated(end) if end.exit_code == 0)
}
