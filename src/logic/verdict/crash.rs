//! Containers that end over and over: crashes, memory, probes that kill.

use jiff::Timestamp;

use crate::domain::{
    pod::{Container, ContainerState, Pod, Role, Termination},
    watch::LastWords,
};

use super::{
    case::{Case, after},
    evidence::Words,
    image::role,
    kill::{self, Kill},
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

/// How an end is called, and told.
struct Story {
    rule: &'static str,
    brief: &'static str,
    does: (&'static str, &'static str),
    words: String,
}

const FALLS: (&str, &str) = ("does not stay up", "do not stay up");

pub(super) fn crash<'a>(case: &Case<'a>, pod: &'a Pod, container: &'a Container) -> Option<Trouble<'a>> {
    let Some(end) = loops(case, container) else { return backs_off(pod, container) };
    let story = match kill::of(case.evidence, pod, container, end) {
        _ if is_memory(end) => memory(pod, container, end),
        Some(kill) => killed(pod, container, end, &kill),
        None => exited(case, pod, container, end),
    };
    Some(Trouble {
        rule: story.rule,
        brief: story.brief,
        does: story.does,
        pod,
        container: Some(container),
        exit_code: Some(end.exit_code),
        words: story.words,
        since: pod.ready.since.or(pod.created),
        firm: true,
        review: probation(container),
        cause: None,
    })
}

/// The kubelet calls it a crash loop, but keeps no record of how the container ended (it was restarted itself, or never told).
fn backs_off<'a>(pod: &'a Pod, container: &'a Container) -> Option<Trouble<'a>> {
    let ContainerState::Waiting { reason, .. } = &container.state else { return None };
    (reason.as_str() == "CrashLoopBackOff" && container.last.is_none()).then(|| Trouble {
        rule: "crash-loop",
        brief: "CrashLoop",
        does: ("crashes", "crash"),
        pod,
        container: Some(container),
        exit_code: None,
        words: format!(
            "{} is in CrashLoopBackOff after {}; how it ended is not recorded",
            place(pod, container),
            restarts(container)
        ),
        since: pod.ready.since.or(pod.created),
        firm: true,
        review: None,
        cause: None,
    })
}

fn memory(pod: &Pod, container: &Container, end: &Termination) -> Story {
    let limit = container.memory_limit.as_ref();
    let limit = limit.map_or("it has no memory limit, so the node ran out".to_owned(), |limit| {
        format!("its memory limit is {limit}")
    });
    let words = format!("{} is OOM-killed ({}), {limit}", place(pod, container), count(container, end));
    Story { rule: "oom-killed", brief: "OOMKilled", does: ("runs out of memory", "run out of memory"), words }
}

fn killed(pod: &Pod, container: &Container, end: &Termination, kill: &Kill) -> Story {
    let probe = kill.probe;
    let output = kill.output.as_ref().map(|output| format!(": {output}")).unwrap_or_default();
    let words = format!("{} is killed by its {probe} probe ({}){output}", place(pod, container), count(container, end));
    match probe {
        "startup" => Story { rule: "startup-kill", brief: "StartupKill", does: FALLS, words },
        _ => Story { rule: "liveness-kill", brief: "LivenessKill", does: FALLS, words },
    }
}

fn exited(case: &Case<'_>, pod: &Pod, container: &Container, end: &Termination) -> Story {
    let said = last_line(case.evidence.words, pod, container, end).map(|line| format!(": {line}")).unwrap_or_default();
    let (place, when) = (place(pod, container), when(end));
    let (does, words) = match end.exit_code {
        0 => (FALLS, format!("{place} exits with code 0{when}, as if its work were done{said}")),
        code => (("crashes", "crash"), format!("{place} exits with code {code}{}{when}{said}", signal(end))),
    };
    Story { rule: "crash-loop", brief: "CrashLoop", does, words }
}

/// `container api of checkout-7f9c-2xkq8`.
fn place(pod: &Pod, container: &Container) -> String {
    format!("{}{} of {}", role(container), container.name, pod.name)
}

/// `exit code 137, 5 restarts`.
fn count(container: &Container, end: &Termination) -> String {
    format!("exit code {}, {}", end.exit_code, restarts(container))
}

fn restarts(container: &Container) -> String {
    let plural = if container.restarts == 1 { "" } else { "s" };
    format!("{} restart{plural}", container.restarts)
}

fn is_memory(end: &Termination) -> bool {
    end.reason.as_str() == "OOMKilled"
}

/// Seconds from start to end.
pub(super) fn lasted(end: &Termination) -> Option<i64> {
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
    let ailing = |container: &&Container| !container.ready && !trouble::is_done(container);
    let container = pod.containers.iter().filter(ailing).find(|container| {
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
