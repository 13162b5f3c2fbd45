//! Rollouts and growth under way, and those that take longer than their grace.

use crate::domain::{
    Truth,
    verdict::{State, Verdict},
    workload::{Kind, Strategy},
};

use super::{
    case::{Case, count},
    controller,
    course::Course,
    say::{self, Opinion},
    unready,
};

pub(super) fn underway(case: &Case<'_>) -> Option<Verdict> {
    match case.course {
        Course::Rolling => Some(rolling(case)),
        Course::Steady => growing(case),
    }
}

/// A revision is going out.
fn rolling(case: &Case<'_>) -> Verdict {
    let workload = case.workload;
    let counts = workload.counts;
    let began = case.began();
    let slow = case.past(began, case.slow_after());
    let wanted = wanted(case);
    let up = new_ready(case).unwrap_or(counts.updated.min(counts.ready)).min(wanted);
    let revision = workload.revision.as_ref().map(|revision| format!(" {revision}")).unwrap_or_default();
    let (explained, about) = controller::explanation(case);
    let old = counts.total.saturating_sub(counts.updated);
    let rest = match (up >= wanted, counts.available < workload.desired) {
        (true, true) if explained.is_empty() && workload.min_ready > 0 => {
            format!(", waiting until they have been ready for {}", say::span(i64::from(workload.min_ready)))
        }
        (true, _) if explained.is_empty() && old > 0 => {
            format!(", {} of older revisions still to go", say::pods(count(old)))
        }
        _ => explained,
    };
    let state = if slow { State::Slow } else { State::Progressing };
    let course =
        if slow { format!("has been going out{}", say::since(began, case.now)) } else { "is going out".to_owned() };
    let why = format!("revision{revision} {course}: {up} of {wanted} new pods are ready{rest}");
    let rule = if slow { "slow" } else { "progressing" };
    let brief = format!("{up}/{wanted} new ready");
    let trouble = about.and_then(|member| member.trouble.as_ref());
    let verdict = Opinion::new(state, rule, why, brief).since(began).about(trouble).into_verdict();
    say::pointing(verdict, about.map(|member| unready::subject(member.pod)), None)
}

/// Pods of the newest revision that there are to be: a partition keeps some old on purpose.
fn wanted(case: &Case<'_>) -> u32 {
    match (case.workload.key.kind, &case.workload.strategy) {
        (Kind::StatefulSet, Strategy::Rolling { partition, .. }) => case.workload.desired.saturating_sub(*partition),
        _ => case.workload.desired,
    }
}

/// Ready pods of the newest revision, where all pods are known and told apart.
fn new_ready(case: &Case<'_>) -> Option<u32> {
    let all = case.evidence.pods.is_read() && case.pods.len() >= count(case.workload.counts.total);
    let told = all && case.pods.iter().all(|member| member.new != Truth::Unknown);
    let ready = case.pods.iter().filter(|member| member.new == Truth::Yes && unready::is_ready(member.pod));
    told.then(|| u32::try_from(ready.count()).unwrap_or(u32::MAX))
}

/// All are there, one of them only just again: whether it stays nobody can tell yet.
fn returning(case: &Case<'_>) -> Option<Verdict> {
    let back = case.pods.iter().filter_map(|member| Some((member, member.flap.as_ref()?)));
    let (member, flap) = back.max_by_key(|(member, _)| (member.pod.ready.since, &member.pod.name))?;
    let since = member.pod.ready.since;
    let why = format!("all are ready, one of them only{}: {}", say::since(since, case.now), flap.words);
    let verdict = Opinion::new(State::Progressing, "returning", why, "just ready again".to_owned());
    Some(say::pointing(verdict.since(since).into_verdict(), Some(unready::subject(member.pod)), None))
}

/// At rest, but not (yet) what is wanted: growth, or a pod that was lost a moment ago.
fn growing(case: &Case<'_>) -> Option<Verdict> {
    let workload = case.workload;
    let counts = workload.counts;
    let (desired, available) = (workload.desired, counts.available);
    if counts.total > desired {
        let surplus = say::pods(count(counts.total - desired));
        let why = format!("scaling down to {desired}: {surplus} too many");
        let brief = format!("scaling down to {desired}");
        return Some(Opinion::new(State::Progressing, "scaling", why, brief).into_verdict());
    }
    if available >= desired && counts.ready >= desired {
        return returning(case);
    }
    let (explained, about) = controller::explanation(case);
    let (rule, words) = if counts.ready >= desired && workload.min_ready > 0 {
        ("min-ready", format!("waiting until they have been ready for {}", say::span(i64::from(workload.min_ready))))
    } else {
        ("coming-up", explained.trim_start_matches([':', ';', ' ']).to_owned())
    };
    let words = if words.is_empty() { String::new() } else { format!(": {words}") };
    let why = format!("{available} of {desired} pods are available{words}");
    let brief = format!("{available}/{desired} available");
    let trouble = about.and_then(|member| member.trouble.as_ref());
    let verdict = Opinion::new(State::Progressing, rule, why, brief).about(trouble).into_verdict();
    Some(say::pointing(verdict, about.map(|member| unready::subject(member.pod)), None))
}
