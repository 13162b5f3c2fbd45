//! What the workload's own controller says, or fails to say.

use crate::domain::{
    Truth,
    event::ClusterEvent,
    verdict::{State, Verdict},
    workload::{Condition, Kind},
};

use super::{
    case::Case,
    course::{self, Course},
    message,
    say::{self, Opinion},
    setup, unready,
};

/// A refusal that its event told this long ago may be over.
const RECENT: u32 = 300;

pub(super) fn deleted(case: &Case<'_>) -> Option<Verdict> {
    let since = case.workload.deleted?;
    let why = format!("{} is being deleted", case.workload.key.kind.name());
    Some(Opinion::new(State::Progressing, "deleted", why, "being deleted".to_owned()).since(Some(since)).into_verdict())
}

/// The controller has not taken up the newest spec.
pub(super) fn stalled(case: &Case<'_>) -> Option<Verdict> {
    let workload = case.workload;
    if course::is_observed(workload) {
        return None;
    }
    if !case.past(case.began(), case.thresholds.stalled_grace) {
        let why = format!("waiting for the controller to take up generation {}", workload.generation);
        let verdict = Opinion::new(State::Progressing, "stalled", why, "not observed yet".to_owned());
        return Some(verdict.since(case.began()).into_verdict());
    }
    let seen = workload.observed_generation.map_or_else(|| "nothing".to_owned(), |seen| format!("generation {seen}"));
    let why = format!(
        "the controller has not taken up generation {}{}, it has seen {seen}: is kube-controller-manager running?",
        workload.generation,
        say::since(case.began(), case.now)
    );
    Some(Opinion::new(State::Failed, "stalled", why, "stalled".to_owned()).since(case.began()).into_verdict())
}

/// Pods cannot even be created: quota, admission, a missing account.
pub(super) fn refused(case: &Case<'_>) -> Option<Verdict> {
    let short = case.workload.counts.total < case.workload.desired
        || case.course == Course::Rolling && case.workload.counts.updated < case.workload.desired;
    if !short {
        return None;
    }
    let condition = case.condition("ReplicaFailure").filter(|condition| condition.status == Truth::Yes);
    let event = || (case.workload.key.kind != Kind::Deployment).then(|| refusal(case)).flatten();
    let (said, since) = match condition {
        Some(Condition { message, since, .. }) => (message.as_str(), *since),
        None => event().map(|event| (event.message.as_str(), event.first.or(event.last)))?,
    };
    let (rule, brief) = match said {
        said if said.contains("exceeded quota") => ("quota", "QuotaExceeded"),
        said if said.contains("serviceaccount") => ("service-account", "NoServiceAccount"),
        said if said.contains("forbidden") || said.contains("admission") => ("admission", "PodsForbidden"),
        _ => ("replica-failure", "ReplicaFailure"),
    };
    let missing = setup::missing(case, said);
    let missing_pods = case.workload.desired.saturating_sub(case.workload.counts.updated);
    let why = format!("{missing_pods} of {} pods cannot be created: {}", case.workload.desired, reason(said));
    let brief = format!("{brief} {missing_pods}/{}", case.workload.desired);
    let verdict = Opinion::new(State::Failed, rule, why, brief).since(since).into_verdict();
    Some(Verdict { cause: missing, ..verdict })
}

/// The newest event by which the controller says that it could not create a pod.
fn refusal<'a>(case: &Case<'a>) -> Option<&'a ClusterEvent> {
    let key = &case.workload.key;
    let newest = case.events_about(key.kind.name(), &key.name).next()?;
    let recent = !case.past(newest.last, RECENT);
    (newest.reason.as_str() == "FailedCreate" && recent).then_some(newest)
}

/// Without the name of the pod that was not made.
fn reason(said: &str) -> String {
    let said = said.split_once(" is forbidden: ").map_or(said, |(_, reason)| reason);
    let said = said.split_once("Error creating: ").map_or(said, |(_, reason)| reason);
    message::plain(said)
}

/// The controller has given up on progress.
pub(super) fn deadline(case: &Case<'_>) -> Option<Verdict> {
    let condition = case
        .condition("Progressing")
        .filter(|condition| condition.status == Truth::No && condition.reason.as_str() == "ProgressDeadlineExceeded")?;
    let workload = case.workload;
    let limit = workload
        .progress_deadline
        .map(|seconds| format!(" within {}", say::span(i64::from(seconds))))
        .unwrap_or_default();
    let (explained, about) = explanation(case);
    let up = case.new_up().map_or_else(|| "an unknown number".to_owned(), |up| up.to_string());
    let why = format!("made no progress{limit}: {up} of {} new pods are up{explained}", workload.desired);
    let verdict = Opinion::new(State::Failed, "progress-deadline", why, "ProgressDeadline".to_owned());
    let verdict =
        verdict.since(condition.since.or(condition.updated)).about(about.and_then(|member| member.trouble.as_ref()));
    let subject = about.map(|member| unready::subject(member.pod));
    Some(say::pointing(verdict.into_verdict(), subject, None))
}

/// Why pods are not ready, from the one that says most, as the end of a sentence.
pub(super) fn explanation<'a, 'b>(case: &'b Case<'a>) -> (String, Option<&'b super::case::Member<'a>>) {
    if let Some(blindness) = case.blindness() {
        return (format!("; {blindness}"), None);
    }
    let waiting = || case.pods.iter().filter(|member| !unready::is_ready(member.pod));
    let troubled = waiting().find(|member| member.trouble.is_some());
    let Some(member) = troubled.or_else(|| waiting().next()) else { return (String::new(), None) };
    let words = member.trouble.as_ref().map(|trouble| trouble.words.clone());
    (format!(": {}", words.unwrap_or_else(|| unready::words(case, member.pod))), Some(member))
}

pub(super) fn paused(case: &Case<'_>) -> Option<Verdict> {
    let workload = case.workload;
    if !workload.paused {
        return None;
    }
    let behind = workload.counts.total.saturating_sub(workload.counts.updated);
    let why = match behind {
        0 => "paused: changes of its template are not rolled out".to_owned(),
        behind => format!(
            "paused in the middle of a rollout: {behind} of {} pods are of an older revision",
            workload.counts.total
        ),
    };
    let brief = if behind == 0 { "paused".to_owned() } else { format!("paused, {behind} old pods") };
    let since = case.condition("Progressing").and_then(|condition| condition.updated);
    Some(Opinion::new(State::Paused, "paused", why, brief).since(since.or(case.began())).into_verdict())
}
