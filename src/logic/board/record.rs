//! One rollout: the objects that were read of it, and its verdict.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{
        Truth,
        cluster::Gap,
        environment::Environment,
        event::ClusterEvent,
        node::Node,
        pod::Pod,
        rollout::Rollout,
        text::Safe,
        verdict::{State, Thresholds, Verdict},
        watch::LastWords,
        workload::{Revision, Workload},
    },
    logic::verdict::{Evidence, Kills, Losses, Reading, Words, judge, kills, severity},
};

use super::order::Rank;

/// A rollout that is well again is followed for a while longer: one that flaps does not open and close watches.
const LINGER: SignedDuration = SignedDuration::from_secs(30);

/// The watch of pods tells what became of one as soon as that of workloads counts it out; only then is a list worth its bytes.
const PATIENCE: SignedDuration = SignedDuration::from_secs(2);

/// So many events are kept of one rollout.
const EVENTS: usize = 200;

/// How far something was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Progress {
    #[default]
    Awaited,
    Listed,
    Refused(Gap),
}

/// One rollout.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) workload: Workload,
    /// Where its row is in the board's order.
    pub(super) rank: Option<Rank>,
    pub(super) pods: BTreeMap<Safe, Pod>,
    pub(super) pods_read: Progress,
    pub(super) revisions: BTreeMap<Safe, Revision>,
    pub(super) revisions_read: Progress,
    events: BTreeMap<Safe, ClusterEvent>,
    pub(super) words: Words,
    /// What probes were seen to kill.
    kills: Kills,
    /// When pods were seen to stop being ready.
    losses: Losses,
    pub(super) gaps: BTreeMap<Safe, Gap>,
    /// Pods whose rows look troubled.
    pub(super) hints: BTreeSet<Safe>,
    /// Nobody told what became of its pods for a while: they have to be listed again.
    pub(super) is_missed: bool,
    /// Whether a list of events spoke for it.
    pub(super) events_read: Progress,
    /// How often it was let go of.
    pub(super) round: u32,
    /// Until when pods that were lost while somebody watched may still be heard of without a list.
    patient_until: Option<Timestamp>,
    /// Since when fewer pods than wanted were seen.
    short_since: Option<Timestamp>,
    /// Its verdict's state and rule, and since when it has had them.
    standing: Option<(State, &'static str, Option<Timestamp>)>,
    /// Whether somebody has it open.
    pub(super) is_open: bool,
    /// Whether its pods and events are followed.
    pub(super) is_followed: bool,
    /// Until when, although it is well.
    follow_until: Option<Timestamp>,
    pub(super) review: Option<Timestamp>,
}

/// What is judged by, beside the record itself.
pub(super) struct Court<'a> {
    pub(super) nodes: &'a BTreeMap<Safe, Node>,
    pub(super) thresholds: &'a Thresholds,
    pub(super) environment: Environment,
    /// By the cluster's clock.
    pub(super) now: Timestamp,
}

impl Record {
    pub(super) fn new(workload: Workload) -> Self {
        Self {
            workload,
            rank: None,
            pods: BTreeMap::new(),
            pods_read: Progress::Awaited,
            revisions: BTreeMap::new(),
            revisions_read: Progress::Awaited,
            events: BTreeMap::new(),
            words: Words::new(),
            kills: Kills::new(),
            losses: Losses::default(),
            gaps: BTreeMap::new(),
            hints: BTreeSet::new(),
            is_missed: false,
            events_read: Progress::Awaited,
            round: 0,
            patient_until: None,
            short_since: None,
            standing: None,
            is_open: false,
            is_followed: false,
            follow_until: None,
            review: None,
        }
    }

    /// Takes the object as it is now.
    pub(super) fn update(&mut self, workload: Workload) {
        if workload.desired > self.workload.desired || workload.generation != self.workload.generation {
            // What is wanted has changed: a grace begins anew.
            self.short_since = None;
        }
        if workload.uid != self.workload.uid {
            // Another object of the same name: the pods and revisions of the one before are none of its.
            (self.pods_read, self.revisions_read) = (Progress::Awaited, Progress::Awaited);
            self.revisions.clear();
            self.short_since = None;
        }
        self.workload = workload;
    }

    /// Takes an event in; one that is told again replaces what was known of it.
    pub(super) fn hear(&mut self, event: ClusterEvent) {
        self.events.insert(event.uid.clone(), event);
        if self.events.len() > EVENTS {
            let oldest = self.events.iter().min_by_key(|(_, event)| event.last).map(|(uid, _)| uid.clone());
            oldest.and_then(|uid| self.events.remove(&uid));
        }
    }

    /// The newest last.
    pub(super) fn events(&self) -> Vec<&ClusterEvent> {
        let mut events: Vec<_> = self.events.values().collect();
        events.sort_by_key(|event| event.last);
        events
    }

    /// Pods fewer than wanted that no known pod explains.
    fn is_unexplained(&self) -> bool {
        let unready = self.pods.values().filter(|pod| pod.ready.status != Truth::Yes).count();
        let missing = self.workload.desired.saturating_sub(self.workload.counts.ready);
        let hidden = self.hints.iter().any(|hint| !self.pods.contains_key(hint));
        self.pods_read == Progress::Awaited && (unready < missing as usize || hidden || missing == 0)
    }

    /// Whether something is to be known of its pods that only a list can tell.
    pub(super) fn lacks_pods(&self) -> bool {
        self.is_missed || self.is_unexplained() || (self.is_open && self.pods_read == Progress::Awaited)
    }

    /// Whether its pods have to be listed now.
    pub(super) fn needs_list(&self, now: Timestamp) -> bool {
        self.lacks_pods() && (self.is_missed || self.patient_until.is_none_or(|end| end <= now))
    }

    /// Its verdict, as a row.
    pub(super) fn judge(&mut self, court: &Court<'_>) -> Rollout {
        let workload = &self.workload;
        let is_short = workload.counts.available < workload.desired;
        if is_short && self.short_since.is_none() && self.rank.is_some() {
            self.patient_until = court.now.checked_add(PATIENCE).ok();
        }
        self.short_since = self.short_since.or(Some(court.now)).filter(|_| is_short);
        self.losses.see(self.pods.values(), court.now);
        let explained = self.pods_read == Progress::Listed || (!self.pods.is_empty() && !self.is_unexplained());
        let evidence = Evidence {
            workload,
            pods: reading(&self.pods, &self.pods_read, explained),
            revisions: reading(&self.revisions, &self.revisions_read, self.revisions_read == Progress::Listed),
            events: self.events(),
            nodes: court.nodes,
            words: &self.words,
            kills: &self.kills,
            losses: &self.losses,
            short_since: self.short_since,
        };
        let seen = kills(&evidence);
        let verdict = judge(&evidence, court.thresholds, court.now);
        self.kills.extend(seen);
        if self.pods_read == Progress::Listed {
            self.kills.retain(|(pod, _), _| self.pods.contains_key(pod));
        }
        let verdict = Verdict { since: self.lasting(&verdict), ..verdict };
        self.standing = Some((verdict.state, verdict.rule, verdict.since));
        self.review = verdict.review;
        let failing = verdict.subject.as_ref().and_then(|subject| subject.container.as_ref());
        let image = failing.and_then(|name| workload.images.iter().find(|(container, _)| container == name));
        Rollout {
            key: workload.key.clone(),
            revision: self.revision(),
            ready: workload.counts.ready,
            desired: workload.desired,
            updated: workload.counts.updated,
            image: image.or_else(|| workload.images.first()).map(|(_, image)| image.clone()),
            severity: severity(verdict.state, workload.counts.ready, workload.desired, court.environment),
            verdict,
            changed: workload.changed,
            change_cause: workload.change_cause.clone(),
            owner: workload.owner.clone(),
        }
    }

    /// Since when the verdict has held: a container that crashes again has not begun to crash just now.
    fn lasting(&self, verdict: &Verdict) -> Option<Timestamp> {
        match self.standing {
            Some((state, rule, since)) if (state, rule) == (verdict.state, verdict.rule) => {
                [since, verdict.since].into_iter().flatten().min()
            }
            _ => verdict.since,
        }
    }

    /// The number of the newest revision; for a set the name of its ControllerRevision until that was read.
    fn revision(&self) -> Option<Safe> {
        let newest = self.revisions.values().filter_map(|revision| revision.number).max();
        match newest {
            Some(number) if self.workload.key.kind != crate::domain::workload::Kind::Deployment => {
                Some(Safe::clean(&number.to_string()))
            }
            _ => self.workload.revision.clone(),
        }
    }

    /// Decides whether it is followed from now on; what time alone may change is in `review` then. Returns whether what is
    /// known of its pods would grow old from now on.
    pub(super) fn follow(&mut self, state: State, is_open: bool, now: Timestamp) -> bool {
        let (was_followed, was_open) = (self.is_followed, std::mem::replace(&mut self.is_open, is_open));
        self.drop_hints();
        if !is_at_rest(state, &self.workload) || !self.hints.is_empty() {
            (self.is_followed, self.follow_until) = (true, None);
        } else if self.is_followed {
            let until = self.follow_until.or_else(|| now.checked_add(LINGER).ok());
            self.follow_until = until.filter(|until| now < *until);
            self.is_followed = self.follow_until.is_some();
        }
        let patience = self.patient_until.filter(|end| *end > now && self.is_unexplained());
        self.review = [self.review, self.follow_until, patience].into_iter().flatten().min();
        (was_followed || was_open) && !self.is_followed && !is_open
    }

    /// A row's trouble that the objects do not bear out: the pod is ready, or finished and left behind, or another's.
    fn drop_hints(&mut self) {
        if self.pods_read != Progress::Listed {
            return;
        }
        let pods = &self.pods;
        self.hints.retain(|hint| {
            let ended = |pod: &Pod| matches!(pod.phase.as_str(), "Succeeded" | "Failed");
            pods.get(hint).is_some_and(|pod| pod.ready.status != Truth::Yes && !ended(pod))
        });
    }

    /// Whether its pods are read: it is not well, or somebody has it open.
    pub(super) fn is_read(&self) -> bool {
        self.is_followed || self.is_open
    }

    /// Whether a list of its pods is for it; of one that nobody judged yet it may be.
    pub(super) fn takes_lists(&self) -> bool {
        self.is_read() || self.rank.is_none()
    }

    /// Whether a pod is to be kept: of those that are not followed, only the ones that may be why they should be.
    pub(super) fn keeps(&self, pod: &Pod) -> bool {
        self.is_read() || pod.ready.status != Truth::Yes
    }

    /// Takes in what a container said last; its earlier ends are of no interest any more.
    pub(super) fn listen(&mut self, words: LastWords, heard: Result<Safe, Gap>) {
        let pods = &self.pods;
        let same = |known: &LastWords| (&known.pod, &known.container) == (&words.pod, &words.container);
        self.words.retain(|known, _| !same(known) && pods.contains_key(&known.pod));
        self.words.insert(words, heard);
    }

    /// Forgets what is no longer followed; returns its pods.
    pub(super) fn release(&mut self) -> BTreeMap<Safe, Pod> {
        self.pods_read = Progress::Awaited;
        self.revisions_read = Progress::Awaited;
        (self.is_missed, self.events_read) = (false, Progress::Awaited);
        self.round += 1;
        self.words.clear();
        self.gaps.clear();
        std::mem::take(&mut self.pods)
    }
}

/// Well, or paused with all its pods there.
fn is_at_rest(state: State, workload: &Workload) -> bool {
    state == State::Ok || (state == State::Paused && workload.counts.ready >= workload.desired)
}

fn reading<'a, T>(items: &'a BTreeMap<Safe, T>, progress: &'a Progress, known: bool) -> Reading<'a, T> {
    match progress {
        Progress::Refused(gap) => Reading::Refused(gap),
        _ if known => Reading::Read(items.values().collect()),
        _ => Reading::Awaited,
    }
}
