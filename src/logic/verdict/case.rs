//! One rollout before its judge: its pods sorted into new and old, and what ails each of them.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{
    Truth,
    event::ClusterEvent,
    node::Node,
    pod::Pod,
    text::Safe,
    verdict::Thresholds,
    workload::{Condition, Workload},
};

use super::{
    Evidence, Reading,
    course::{self, Course},
    flap::{self, Flap},
    trouble::{self, Trouble},
    unready,
};

/// What the rules look at.
pub(super) struct Case<'a> {
    pub(super) evidence: &'a Evidence<'a>,
    pub(super) workload: &'a Workload,
    pub(super) thresholds: &'a Thresholds,
    pub(super) now: Timestamp,
    pub(super) course: Course,
    /// Pods that count: neither being deleted nor finished.
    pub(super) pods: Vec<Member<'a>>,
}

/// A pod of the rollout.
pub(super) struct Member<'a> {
    pub(super) pod: &'a Pod,
    /// Whether it is of the newest revision.
    pub(super) new: Truth,
    /// What ails it, if anything; each pod counts once.
    pub(super) trouble: Option<Trouble<'a>>,
    /// Whether its readiness comes and goes, where nothing else ails it.
    pub(super) flap: Option<Flap>,
}

impl<'a> Case<'a> {
    pub(super) fn new(evidence: &'a Evidence<'a>, thresholds: &'a Thresholds, now: Timestamp) -> Self {
        let workload = evidence.workload;
        let mut case = Self { evidence, workload, thresholds, now, course: Course::Steady, pods: Vec::new() };
        let active = evidence.pods.known().iter().copied().filter(|pod| is_active(pod));
        case.pods =
            active.map(|pod| Member { pod, new: course::is_new(evidence, pod), trouble: None, flap: None }).collect();
        case.course = course::of(&case);
        let troubles: Vec<_> = case.pods.iter().map(|member| trouble::of(&case, member.pod)).collect();
        let is_told = flap::is_told(&case);
        let flap = |member: &Member<'_>, trouble: &Option<Trouble<'_>>| {
            (is_told && trouble.is_none()).then(|| flap::of(&case, member.pod)).flatten()
        };
        let flaps: Vec<_> = case.pods.iter().zip(&troubles).map(|(member, trouble)| flap(member, trouble)).collect();
        for (member, (trouble, flap)) in case.pods.iter_mut().zip(troubles.into_iter().zip(flaps)) {
            (member.trouble, member.flap) = (trouble, flap);
        }
        case
    }

    /// The names of the pods that something ails, be they ready at the moment or not.
    pub(super) fn ailing(&self) -> BTreeSet<Safe> {
        let ails = |member: &&Member<'_>| {
            member.trouble.is_some() || member.flap.as_ref().is_some_and(|flap| flap.again == Truth::Yes)
        };
        self.pods.iter().filter(ails).map(|member| member.pod.name.clone()).collect()
    }

    /// `seconds` after `time`, and whether that has come.
    pub(super) fn past(&self, time: Option<Timestamp>, seconds: u32) -> bool {
        time.is_some_and(|time| after(time, seconds) <= self.now)
    }

    pub(super) fn condition(&self, kind: &str) -> Option<&'a Condition> {
        self.workload.conditions.iter().find(|condition| condition.kind.as_str() == kind)
    }

    /// When what is going out began to.
    pub(super) fn began(&self) -> Option<Timestamp> {
        self.workload.changed.or(self.workload.created)
    }

    /// Of this pod, the newest first.
    pub(super) fn events_of(&self, pod: &Pod) -> impl Iterator<Item = &'a ClusterEvent> {
        self.events_about("Pod", &pod.name)
    }

    /// Of this object, the newest first.
    pub(super) fn events_about(&self, kind: &str, name: &str) -> impl Iterator<Item = &'a ClusterEvent> {
        let about = |event: &&&ClusterEvent| event.about.kind.as_str() == kind && event.about.name.as_str() == name;
        let mut events: Vec<_> = self.evidence.events.iter().filter(about).copied().collect();
        events.sort_by_key(|event| std::cmp::Reverse(event.last));
        events.into_iter()
    }

    /// The pod's node, where that is itself unwell.
    pub(super) fn unwell_node(&self, pod: &Pod) -> Option<&'a Node> {
        let node = self.evidence.nodes.get(pod.node.as_ref()?)?;
        (!node.is_well()).then_some(node)
    }

    /// Why pods are not known, as the end of a sentence.
    pub(super) fn blindness(&self) -> Option<String> {
        match &self.evidence.pods {
            Reading::Read(_) => None,
            Reading::Awaited => Some("its pods are being read".to_owned()),
            Reading::Refused(gap) => {
                Some(format!("why is unknown: cannot {} {} in {}", gap.verb, gap.resource, self.workload.key.namespace))
            }
        }
    }

    /// When time alone may change the verdict: the next of all graces that have not run out.
    pub(super) fn review(&self) -> Option<Timestamp> {
        let mut times: Vec<Timestamp> = Vec::new();
        let grace = |time: Option<Timestamp>, seconds: u32| time.map(|time| after(time, seconds));
        for member in &self.pods {
            times.extend(member.trouble.as_ref().and_then(|trouble| trouble.review));
            times.extend(member.flap.as_ref().and_then(|flap| flap.review));
            times.extend(unready::due(self, member.pod));
        }
        times.extend(grace(self.began(), self.thresholds.stalled_grace));
        times.extend(grace(self.began(), self.slow_after()));
        times.extend(grace(self.began(), self.thresholds.slow_grace.saturating_mul(2)));
        times.extend(grace(self.evidence.short_since, self.thresholds.degraded_grace));
        let available = self.condition("Available").filter(|condition| condition.status != Truth::Yes);
        times.extend(available.and_then(|condition| grace(condition.since, self.thresholds.degraded_grace)));
        times.into_iter().filter(|time| *time > self.now).min()
    }

    /// How many pods there are: of a common watch that began without a list, only some are known.
    pub(super) fn total(&self) -> usize {
        self.pods.len().max(count(self.workload.counts.total))
    }

    /// How many pods of the newest revision there are.
    pub(super) fn total_new(&self) -> usize {
        let known = self.pods.iter().filter(|member| member.new == Truth::Yes).count();
        if course::is_observed(self.workload) { known.max(count(self.workload.counts.updated)) } else { known }
    }

    /// How many pods of the newest revision are ready, where all of them are known: the workload counts old and new together.
    pub(super) fn new_up(&self) -> Option<usize> {
        let (known, total) = (self.pods.len(), count(self.workload.counts.total));
        let is_sorted = self.pods.iter().all(|member| member.new != Truth::Unknown);
        let up = self.pods.iter().filter(|member| member.new == Truth::Yes && unready::is_ready(member.pod)).count();
        (known >= total && is_sorted).then_some(up)
    }

    /// A rollout may take so many seconds before it is slow; waiting on purpose is not slow.
    pub(super) fn slow_after(&self) -> u32 {
        self.thresholds.slow_grace.saturating_add(self.workload.min_ready)
    }

    /// How the words of its pods are to be looked up.
    pub(super) fn namespace(&self) -> &'a Safe {
        &self.workload.key.namespace
    }
}

/// Finished and evicted pods are leftovers, those being deleted are on their way out.
fn is_active(pod: &Pod) -> bool {
    pod.deleted.is_none() && !matches!(pod.phase.as_str(), "Succeeded" | "Failed")
}

pub(super) fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// So many seconds later.
pub(super) fn after(time: Timestamp, seconds: u32) -> Timestamp {
    time.checked_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}
