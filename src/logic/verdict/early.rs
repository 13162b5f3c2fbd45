//! Early failure (C4, T7): enough pods of the newest revision are in trouble, each counted once.

use crate::domain::{
    Truth,
    verdict::{State, Verdict},
};

use super::{
    case::{Case, Member},
    course::Course,
    say::Opinion,
    trouble::Trouble,
};

pub(super) fn failed(case: &Case<'_>) -> Option<Verdict> {
    let new: Vec<&Member<'_>> = case.pods.iter().filter(|member| member.new == Truth::Yes).collect();
    let firm = firm(new.iter().copied());
    let few = new.len() < usize::try_from(case.thresholds.min_pods).unwrap_or(usize::MAX);
    if !case.thresholds.fail_early || few || firm.is_empty() || firm.len() < needed(case, new.len()) {
        return None;
    }
    let which = if case.course == Course::Rolling { "new " } else { "" };
    let (leader, why) = sentence(&firm, new.len(), which)?;
    let brief =
        format!("{} {}/{} {}", leader.brief, firm.len(), new.len(), if which.is_empty() { "pods" } else { "new" });
    let since = firm.iter().filter_map(|trouble| trouble.since).min();
    let verdict = Opinion::new(State::Failed, leader.rule, why, brief).since(since).about(Some(leader)).into_verdict();
    Some(Verdict { early: case.course == Course::Rolling && !is_over(case), ..verdict })
}

/// The controller's own deadline has passed already.
fn is_over(case: &Case<'_>) -> bool {
    case.condition("Progressing").is_some_and(|condition| condition.status == Truth::No)
}

/// Of a rollout the first pods speak for those that are still to come; of one at rest, all have come.
fn needed(case: &Case<'_>, pods: usize) -> usize {
    let percent = usize::try_from(case.thresholds.failing_percent).unwrap_or(100);
    let share = pods.saturating_mul(percent);
    match case.course {
        Course::Rolling => (share / 100).max(1),
        Course::Steady => share.div_ceil(100).max(1),
    }
}

/// The troubles that are beyond their grace.
pub(super) fn firm<'a, 'b: 'a>(members: impl Iterator<Item = &'b Member<'a>>) -> Vec<&'b Trouble<'a>> {
    members.filter_map(|member| member.trouble.as_ref()).filter(|trouble| trouble.firm).collect()
}

/// The commonest trouble, told by the pod that says most, and how many have another one.
pub(super) fn sentence<'a, 'b>(
    troubles: &[&'b Trouble<'a>],
    of: usize,
    which: &str,
) -> Option<(&'b Trouble<'a>, String)> {
    let count = |rule: &str| troubles.iter().filter(|trouble| trouble.rule == rule).count();
    let leader = troubles.iter().max_by(|a, b| {
        let rank = |trouble: &Trouble<'_>| (count(trouble.rule), trouble.cause.is_some(), trouble.words.contains(": "));
        rank(a).cmp(&rank(b)).then_with(|| b.pod.name.cmp(&a.pod.name))
    })?;
    let same = count(leader.rule);
    let does = if same == 1 { leader.does.0 } else { leader.does.1 };
    let pods = if of == 1 { "pod" } else { "pods" };
    let mut why = match of {
        1 => format!("the only {which}pod {does}: {}", leader.words),
        _ => format!("{same} of {of} {which}{pods} {does}: {}", leader.words),
    };
    let others = troubles.len() - same;
    if others > 0 {
        let other = troubles.iter().find(|trouble| trouble.rule != leader.rule);
        let other = other.map(|other| if others == 1 { other.does.0 } else { other.does.1 }).unwrap_or_default();
        why = format!("{why}; {others} more {other}");
    }
    Some((leader, why))
}
