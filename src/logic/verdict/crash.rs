//! Containers that end over and over: crashes, memory, probes that kill.

use jiff::Timestamp;

use crate::domain::{
    pod::{Container, ContainerState, Pod, Role, Termination},
    text::Safe,
    watch::LastWords,
};

use super::{
    case::{Case, after},
    evidence::Words,
    image::role,
    message, say,
    trouble::{self, Trouble},
};

/// A container that ran this long is not in a loop: the kubelet forgets its back-off then too.
const CURED: u32 = 600;

/// The shortest run that may still be part of a loop.
const PROBATION: u32 = 10;

/// A run this short ended right after its start.
const AT_ONCE: i64 = 10;

/// The end that a container keeps coming to, if it is in a loop.
pub(super) fn loops<'a>(case: &Case<'a>, container: &'a Container) -> Option<&'a Termination> {
    let many = case.thresholds.crash_restarts;
    match (&container.state, &container.last) {
        (ContainerState::Waiting { reason, .. }, last) if reason.as_str() == "CrashLoopBackOff" => last.as_ref(),
        (ContainerState::Terminated(end), last) if container.role != Role::Init || end.exit_code != 0 => {
            let again = last.is_some() && container.restarts > 0;
            (again && !is_lasting(end)).then_some(end)
        }
        (ContainerState::Running { .. }, Some(last)) => {
            let often =
                container.restarts >= many || is_memory(last) && container.restarts >= case.thresholds.oom_kills;
            (often && !is_lasting(last) && probation(container).is_some_and(|end| end > case.now)).then_some(last)
        }
        // Waiting to be made again after it ended.
        (ContainerState::Waiting { .. }, Some(last)) if container.restarts >= many && !is_lasting(last) => Some(last),
        _ => None,
    }
}

/// Until when a running container may still be between two crashes: twice as long as it ran before.
fn probation(container: &Container) -> Option<Timestamp> {
    let (ContainerState::Running { since: Some(since) }, Some(last)) = (&container.state, &container.last) else {
        return None;
    };
    let ran = lasted(last).and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(0);
    Some(after(*since, ran.saturating_mul(2).clamp(PROBATION, CURED)))
}

pub(super) fn crash<'a>(case: &Case<'a>, pod: &'a Pod, container: &'a Container) -> Option<Trouble<'a>> {
    let end = loops(case, container)?;
    let probe = killer(case, pod, container, end);
    let said = last_line(case.evidence.words, pod, container, end);
    let said = said.map(|line| format!(": {line}")).unwrap_or_default();
    let place = format!("{}{} of {}", role(container), container.name, pod.name);
    let again = container.restarts;
    let (rule, brief, does, words) = if is_memory(end) {
        let limit = container.memory_limit.as_ref().map_or_else(
            || "it has no memory limit, so the node ran out".to_owned(),
            |limit| format!("its memory limit is {limit}"),
        );
        (
            "oom-killed",
            "OOMKilled",
            ("is killed for memory", "are killed for memory"),
            format!("{place} is OOM-killed (exit code {}), {again} restarts: {limit}", end.exit_code),
        )
    } else if let Some((name, output)) = probe {
        let (rule, brief) =
            if name == "startup" { ("startup-kill", "StartupKill") } else { ("liveness-kill", "LivenessKill") };
        (
            rule,
            brief,
            ("is killed by its probe", "are killed by their probe"),
            format!("{place} is killed by its {name} probe (exit code {}), {again} restarts{output}", end.exit_code),
        )
    } else if end.exit_code == 0 {
        (
            "crash-loop",
            "CrashLoop",
            ("ends and is restarted over and over", "end and are restarted over and over"),
            format!("{place} exits with code 0{}, as if its work were done{said}", when(end)),
        )
    } else {
        (
            "crash-loop",
            "CrashLoop",
            ("crashes", "crash"),
            format!("{place} exits with code {}{}{}{said}", end.exit_code, signal(end), when(end)),
        )
    };
    Some(Trouble {
        rule,
        brief,
        does,
        pod,
        container: Some(container),
        exit_code: Some(end.exit_code),
        words,
        since: pod.ready.since.or(pod.created),
        firm: true,
        review: probation(container),
        cause: None,
    })
}

/// The probe that killed the container, and what it said.
fn killer(case: &Case<'_>, pod: &Pod, container: &Container, end: &Termination) -> Option<(&'static str, String)> {
    if container.role == Role::Init {
        return None;
    }
    let own = |name: Option<&Safe>| name.is_none_or(|name| *name == container.name);
    let events = || case.events_of(pod).filter(|event| own(event.about.container.as_ref()));
    let killed = events().find(|event| event.reason.as_str() == "Killing" && event.message.contains("probe"))?;
    // A container that ended by itself long after the kill ended for another reason.
    let near = match (killed.last, end.finished) {
        (Some(killed), Some(finished)) => finished.duration_since(killed).as_secs().abs() <= 120,
        _ => true,
    };
    if !near {
        return None;
    }
    let name = if killed.message.contains("startup probe") { "startup" } else { "liveness" };
    let failed = events().find(|event| {
        let head = event.message.get(..name.len());
        event.reason.as_str() == "Unhealthy" && head.is_some_and(|head| head.eq_ignore_ascii_case(name))
    });
    let output =
        failed.and_then(|event| event.message.split_once("failed: ")).map(|(_, output)| message::plain(output));
    Some((name, output.filter(|output| !output.is_empty()).map(|output| format!(": {output}")).unwrap_or_default()))
}

fn is_memory(end: &Termination) -> bool {
    end.reason.as_str() == "OOMKilled"
}

/// Seconds from start to end.
fn lasted(end: &Termination) -> Option<i64> {
    let started = end.started.filter(|started| started.as_second() > 0)?;
    Some(end.finished?.duration_since(started).as_secs().max(0))
}

fn is_lasting(end: &Termination) -> bool {
    lasted(end).is_some_and(|seconds| seconds >= i64::from(CURED))
}

fn when(end: &Termination) -> String {
    match lasted(end) {
        Some(seconds) if seconds < AT_ONCE => " right after its start".to_owned(),
        Some(seconds) => format!(" after {}", say::span(seconds)),
        None => String::new(),
    }
}

/// What an exit code above 128 means, where it is a signal that says something.
fn signal(end: &Termination) -> &'static str {
    match end.signal.unwrap_or(end.exit_code - 128) {
        6 => " (aborted)",
        9 => " (killed)",
        11 => " (segmentation fault)",
        15 => " (terminated)",
        _ => "",
    }
}

/// What the container said before it ended: its log, or the message that it left.
fn last_line(words: &Words, pod: &Pod, container: &Container, end: &Termination) -> Option<String> {
    let first = LastWords {
        namespace: pod.namespace.clone(),
        pod: pod.name.clone(),
        container: container.name.clone(),
        restarts: 0,
        previous: false,
    };
    let last = LastWords { restarts: u32::MAX, previous: true, ..first.clone() };
    let heard = words.range(first..=last).rev().find_map(|(_, heard)| heard.as_ref().ok());
    let log = heard.and_then(|text| message::telling_line(text));
    let left = end.message.as_ref().and_then(|text| message::telling_line(text));
    log.or(left).map(str::to_owned)
}

/// Whose last words a verdict about this pod would quote.
#[must_use]
pub fn last_words_wanted(pod: &Pod) -> Option<LastWords> {
    let container = pod.containers.iter().filter(|container| !trouble::is_done(container)).find(|container| {
        matches!(&container.state, ContainerState::Terminated(_)) || container.last.is_some() && container.restarts > 0
    })?;
    let previous = !matches!(container.state, ContainerState::Terminated(_));
    Some(LastWords {
        namespace: pod.namespace.clone(),
        pod: pod.name.clone(),
        container: container.name.clone(),
        restarts: container.restarts,
        previous,
    })
}
