//! Pods that were there and are not: DEGRADED beyond a grace, UNKNOWN where nobody can tell.

use jiff::Timestamp;

use crate::domain::{
    Truth,
    pod::Pod,
    verdict::{Cause, State, Verdict},
    workload::Kind,
};

use super::{
    Reading,
    case::{Case, Member, count},
    course::Course,
    early,
    say::{self, Opinion},
    unready,
};

pub(super) fn degraded(case: &Case<'_>) -> Option<Verdict> {
    if case.workload.desired == 0 {
        return None;
    }
    troubled(case).or_else(|| flapping(case)).or_else(|| lost(case)).or_else(|| missing(case)).or_else(|| unseen(case))
}

/// Pods in trouble, but too few, or of an older revision, to call the rollout failed.
fn troubled(case: &Case<'_>) -> Option<Verdict> {
    let judged = |member: &&Member<'_>| member.new != Truth::Unknown;
    let firm = early::firm(case.pods.iter().filter(judged));
    let firm: Vec<_> = firm.into_iter().filter(|trouble| !is_excused(case, trouble.pod)).collect();
    let old = firm.iter().all(|trouble| is_old(case, trouble.pod));
    let which = if old && case.course == Course::Rolling { "old " } else { "" };
    let of =
        if which.is_empty() { case.total() } else { case.pods.iter().filter(|member| member.new == Truth::No).count() };
    let (leader, why) = early::sentence(&firm, of, which)?;
    let brief = format!("{} {}/{of}{}", leader.brief, firm.len(), if which.is_empty() { "" } else { " old" });
    let since = firm.iter().filter_map(|trouble| trouble.since).min();
    Some(Opinion::new(State::Degraded, leader.rule, why, brief).since(since).about(Some(leader)).into_verdict())
}

fn is_old(case: &Case<'_>, pod: &Pod) -> bool {
    case.pods.iter().any(|member| member.pod.name == pod.name && member.new == Truth::No)
}

/// Pods that are ready and unready in turns, of a rollout that is wholly out: none of them is ever out for long.
fn flapping(case: &Case<'_>) -> Option<Verdict> {
    let counts = case.workload.counts;
    if counts.total != counts.updated || counts.updated < case.workload.desired {
        return None;
    }
    let flaps = || {
        let all = case.pods.iter().filter_map(|member| Some((member, member.flap.as_ref()?)));
        all.filter(|(_, flap)| flap.again == Truth::Yes)
    };
    let (member, flap) = flaps().min_by_key(|(member, flap)| (flap.since, &member.pod.name))?;
    let many = flaps().count();
    let why = format!("readiness of {many} of {} comes and goes: {}", say::pods(case.total()), flap.words);
    let brief = format!("ready on and off {many}/{}", case.total());
    let verdict = Opinion::new(State::Degraded, "flapping", why, brief).since(Some(flap.since)).into_verdict();
    Some(say::pointing(verdict, Some(unready::subject(member.pod)), None))
}

/// Pods that were ready and are not, beyond their grace.
fn lost(case: &Case<'_>) -> Option<Verdict> {
    let gone: Vec<&Member<'_>> = case.pods.iter().filter(|one| is_lost(case, one)).collect();
    let first = gone.iter().min_by_key(|one| (unready::since(one.pod), &one.pod.name))?;
    let since = unready::since(first.pod);
    let node = gone.iter().find_map(|one| case.unwell_node(one.pod));
    let worst = gone.iter().find(|one| case.unwell_node(one.pod).is_some()).unwrap_or(first);
    let verb = if gone.len() == 1 { "has" } else { "have" };
    let why = format!(
        "{} of {} {verb} not been ready{}: {}",
        gone.len(),
        say::pods(case.total()),
        say::since(since, case.now),
        unready::words(case, worst.pod)
    );
    let rule = if node.is_some() { "node-not-ready" } else { "unready" };
    let brief = format!("{} not ready", say::pods(gone.len()));
    let verdict = Opinion::new(State::Degraded, rule, why, brief).since(since).into_verdict();
    let behind = node.map(|node| Cause::Node(node.name.clone()));
    Some(say::pointing(verdict, Some(unready::subject(worst.pod)), behind))
}

/// While a revision goes out, only pods that were ready can be lost; at rest, every pod has to become ready in time.
fn is_lost(case: &Case<'_>, member: &Member<'_>) -> bool {
    let pod = member.pod;
    let excused = unready::is_ready(pod) || unready::is_starting(pod) || is_excused(case, pod);
    let counts = match case.course {
        Course::Steady => true,
        Course::Rolling => member.new == Truth::No && unready::was_ready(pod),
    };
    !excused && counts && unready::due(case, pod).is_some_and(|due| due <= case.now)
}

/// A daemon on a node that is itself unwell: nobody expects it to run there.
fn is_excused(case: &Case<'_>, pod: &Pod) -> bool {
    case.workload.key.kind == Kind::DaemonSet && case.unwell_node(pod).is_some()
}

/// Pods that do not exist although nothing is said to keep them from being created.
fn missing(case: &Case<'_>) -> Option<Verdict> {
    let Reading::Read(_) = &case.evidence.pods else { return None };
    let desired = count(case.workload.desired);
    let short = desired.saturating_sub(case.total());
    let since = case.evidence.short_since;
    if short == 0 || case.course == Course::Rolling || !case.past(since, case.thresholds.degraded_grace) {
        return None;
    }
    let why = format!("{short} of {} have been missing{}", say::pods(desired), say::since(since, case.now));
    let brief = format!("{} missing", say::pods(short));
    Some(Opinion::new(State::Degraded, "missing", why, brief).since(since).into_verdict())
}

/// Pods are not known: the workload's own counts have to do.
fn unseen(case: &Case<'_>) -> Option<Verdict> {
    let blindness = case.blindness()?;
    let (desired, available) = (case.workload.desired, case.workload.counts.available);
    if case.course == Course::Rolling || available >= desired {
        return None;
    }
    let since = short_since(case);
    if !case.past(since, case.thresholds.degraded_grace) {
        return None;
    }
    let why =
        format!("only {available} of {desired} pods have been available{}; {blindness}", say::since(since, case.now));
    let brief = format!("{available}/{desired} available");
    Some(Opinion::new(State::Degraded, "unavailable", why, brief).since(since).into_verdict())
}

/// Since when pods are short, by the workload's own condition or by who has been watching.
fn short_since(case: &Case<'_>) -> Option<Timestamp> {
    let available = case.condition("Available").filter(|condition| condition.status == Truth::No);
    available.and_then(|condition| condition.since).or(case.evidence.short_since)
}

/// Pods on nodes that do not answer: whether they run is unknown, which is not the same as yes or no.
pub(super) fn unknown(case: &Case<'_>) -> Option<Verdict> {
    let silent = |member: &&Member<'_>| !unready::is_ready(member.pod) && case.unwell_node(member.pod).is_some();
    let members: Vec<_> = case.pods.iter().filter(silent).collect();
    let member = members.first().filter(|_| case.workload.key.kind == Kind::DaemonSet)?;
    let node = case.unwell_node(member.pod)?;
    let why = format!(
        "whether {} of {} run is unknown: {}",
        members.len(),
        say::pods(case.total()),
        unready::words(case, member.pod)
    );
    let verdict = Opinion::new(State::Unknown, "node-not-ready", why, format!("node {} not ready", node.name));
    let verdict = verdict.since(node.since).into_verdict();
    Some(say::pointing(verdict, Some(unready::subject(member.pod)), Some(Cause::Node(node.name.clone()))))
}
