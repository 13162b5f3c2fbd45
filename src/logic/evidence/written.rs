//! What a cluster said, written as evidence. Pulling writes with these, and rules read what these write, so that the two agree.

use jiff::{Timestamp, tz::TimeZone};

use crate::domain::{
    Truth,
    event::ClusterEvent,
    inspection::Diff,
    pod::{Container, ContainerState, Pod, Termination},
    text::Safe,
};

/// Pods, one line for each container, one more for how it ended last, and one for a pod that has none yet.
#[must_use]
pub fn pods(pods: &[Pod]) -> Vec<Safe> {
    pods.iter().flat_map(pod).map(|line| Safe::line(&line)).collect()
}

fn pod(pod: &Pod) -> Vec<String> {
    let mut lines = Vec::new();
    if pod.scheduled.status == Truth::No {
        let why = pod.scheduled.message.as_ref().or(pod.scheduled.reason.as_ref());
        lines.push(format!("pod {} not scheduled{}", pod.name, told(why)));
    }
    if let Some(reason) = &pod.reason {
        lines.push(format!("pod {} {} {reason}{}", pod.name, pod.phase, told(pod.message.as_ref())));
    }
    for container in &pod.containers {
        let subject = format!("pod {} container {}", pod.name, container.name);
        lines.push(format!("{subject} {}", state(container)));
        if let Some(last) = &container.last {
            lines.push(format!("{subject} last termination {}", ended(last, container)));
        }
    }
    lines
}

fn state(container: &Container) -> String {
    let restarts = container.restarts;
    match &container.state {
        ContainerState::Waiting { reason, message } => {
            let exit = container.last.as_ref().map(|last| format!(" exit {}", last.exit_code)).unwrap_or_default();
            format!("waiting {reason}{exit} restarts {restarts}{}", told(message.as_ref()))
        }
        ContainerState::Running { .. } => {
            let ready = if container.ready { "ready" } else { "not ready" };
            format!("running {ready} restarts {restarts}")
        }
        ContainerState::Terminated(end) => format!("terminated {} restarts {restarts}", ended(end, container)),
        ContainerState::Unknown => "unknown".to_owned(),
    }
}

/// `OOMKilled 137 limit 64Mi`
fn ended(end: &Termination, container: &Container) -> String {
    let limit = container.memory_limit.as_ref().map(|limit| format!(" limit {limit}")).unwrap_or_default();
    format!("{} {}{limit}{}", end.reason, end.exit_code, told(end.message.as_ref()))
}

fn told(message: Option<&Safe>) -> String {
    message.filter(|message| !message.is_empty()).map(|message| format!(": {message}")).unwrap_or_default()
}

/// Events, one a line: `03:11 x42 Warning BackOff pod/checkout-7f9c: Back-off restarting failed container api`.
#[must_use]
pub fn events(events: &[ClusterEvent]) -> Vec<Safe> {
    events.iter().map(|event| Safe::line(&one_event(event))).collect()
}

fn one_event(event: &ClusterEvent) -> String {
    let kind = if event.warning { "Warning" } else { "Normal" };
    let about = format!("{}/{}", event.about.kind.to_lowercase(), event.about.name);
    format!(
        "{} x{} {kind} {} {about}: {}",
        clock(event.last.or(event.first)),
        event.count.max(1),
        event.reason,
        event.message
    )
}

fn clock(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "--:--".to_owned(), |at| at.to_zoned(TimeZone::UTC).strftime("%H:%M").to_string())
}

/// The pod templates of two revisions, compared: a unified diff of a file that is named for the revision.
#[must_use]
pub fn revisions(diff: &Diff) -> Vec<Safe> {
    let Some(old) = diff.old.as_ref().filter(|_| !diff.lines.is_empty()) else { return Vec::new() };
    let name = |side: &str, revision: &Safe| format!("{side}/revision-{revision}/pod-template.yaml");
    let head = [format!("--- {}", name("a", old)), format!("+++ {}", name("b", &diff.new))];
    head.iter().map(|line| Safe::line(line)).chain(diff.lines.iter().cloned()).collect()
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

    #[test]
    fn pods_are_written_with_their_last_end() {
        let last = Termination {
            exit_code: 137,
            signal: None,
            reason: safe("OOMKilled"),
            message: None,
            started: None,
            finished: None,
        };
        let container = Container {
            name: safe("api"),
            role: Role::Main,
            image: safe("registry/checkout:2"),
            ready: false,
            started: Truth::Yes,
            restarts: 7,
            state: ContainerState::Waiting { reason: safe("CrashLoopBackOff"), message: Some(safe("back-off 5m0s")) },
            last: Some(last),
            memory_limit: Some(safe("64Mi")),
            readiness: None,
        };
        let pod = Pod {
            namespace: safe("shop"),
            name: safe("checkout-7f9c-2xkq8"),
            uid: safe("u"),
            owner: None,
            hash: None,
            created: None,
            deleted: None,
            node: None,
            phase: safe("Running"),
            reason: None,
            message: None,
            scheduled: PodCondition::default(),
            ready: PodCondition::default(),
            containers: vec![container],
        };
        let lines = [
            "pod checkout-7f9c-2xkq8 container api waiting CrashLoopBackOff exit 137 restarts 7: back-off 5m0s",
            "pod checkout-7f9c-2xkq8 container api last termination OOMKilled 137 limit 64Mi",
        ];
        assert_eq!(pods(&[pod]), lines.map(safe));
    }

    #[test]
    fn events_and_revisions_are_written() {
        let event = ClusterEvent {
            uid: safe("u"),
            namespace: safe("shop"),
            about: About { kind: safe("Pod"), name: safe("checkout-7f9c"), uid: safe("p"), container: None },
            warning: true,
            reason: safe("BackOff"),
            message: safe("Back-off restarting failed container api"),
            count: 42,
            first: None,
            last: "2026-11-21T03:11:02Z".parse().ok(),
            source: safe("kubelet"),
        };
        let line = "03:11 x42 Warning BackOff pod/checkout-7f9c: Back-off restarting failed container api";
        assert_eq!(events(&[event]), [safe(line)]);
        let diff = Diff {
            old: Some(safe("5")),
            new: safe("6"),
            lines: vec![safe("@@ -1 +1 @@"), safe("-a: 1"), safe("+a: 2")],
        };
        assert_eq!(revisions(&diff)[1].as_str(), "+++ b/revision-6/pod-template.yaml");
        assert!(revisions(&Diff { old: None, ..diff }).is_empty());
    }
}
