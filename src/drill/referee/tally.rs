//! What was seen of a drill, folded: every time is the simulated cluster's.

use jiff::{SignedDuration, Timestamp};

use crate::drill::api::{Seen, Verb};

use super::case::{Case, Subject};

/// A change that helped has shown it by then: pods start, and stay for as long as goals ask.
const PROOF: SignedDuration = SignedDuration::from_mins(2);

/// A change that somebody made to the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub at: Timestamp,
    pub user: String,
    pub verb: Verb,
    pub subject: Subject,
    /// The program that was used: `kubectl`.
    pub program: String,
}

/// Watches one drill.
#[derive(Debug, Clone)]
pub struct Referee {
    pub(super) case: Case,
    pub(super) began: Timestamp,
    pub(super) looked: Option<Timestamp>,
    pub(super) changes: Vec<Change>,
    pub(super) recovered: Option<Timestamp>,
    /// Nothing can recover that was never seen broken.
    was_broken: bool,
}

impl Referee {
    #[must_use]
    pub fn new(case: Case, began: Timestamp) -> Self {
        Self { case, began, looked: None, changes: Vec::new(), recovered: None, was_broken: false }
    }

    #[must_use]
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// Hears of a request. The console reads what is broken by itself, so its reading is nobody's looking.
    pub fn hears(&mut self, seen: &Seen) {
        let subject =
            Subject { resource: seen.resource.clone(), namespace: seen.namespace.clone(), name: seen.name.clone() };
        let program = program(&seen.agent);
        if let Some(verb) = seen.verb.filter(|_| seen.changed && !is_chatter(seen)) {
            let (at, user) = (seen.at, seen.user.to_owned());
            self.changes.push(Change { at, user, verb, subject, program: program.to_owned() });
        } else if program != "stanch" && (200..300).contains(&seen.status) && self.is_about(&subject) {
            self.looks(seen.at);
        }
    }

    /// Somebody looks at what is broken.
    pub fn looks(&mut self, at: Timestamp) {
        self.looked.get_or_insert(at);
    }

    /// Says whether what was broken is well at this moment.
    pub fn judges(&mut self, is_well: bool, at: Timestamp) {
        self.was_broken |= !is_well;
        if !is_well {
            self.recovered = None;
        } else if self.was_broken {
            self.recovered.get_or_insert(at);
        }
    }

    /// When what was broken was well again, if it still is.
    #[must_use]
    pub fn recovered(&self) -> Option<Timestamp> {
        self.recovered
    }

    /// The changes before it was well that did not make it so: of those to what is broken and to what it reads, the last of each may have, also
    /// while that is not known yet.
    #[must_use]
    pub fn in_vain(&self, now: Timestamp) -> Vec<&Change> {
        let until = self.recovered.unwrap_or(Timestamp::MAX);
        let before: Vec<&Change> = self.changes.iter().filter(|change| change.at <= until).collect();
        let is_last =
            |at: usize, change: &Change| !before.iter().skip(at + 1).any(|later| later.subject == change.subject);
        let may_be_over = self.recovered.is_some() || self.undecided(now).is_some();
        let helped = |at: usize, change: &Change| {
            may_be_over && change.subject.may_mend(&self.case.broken) && is_last(at, change)
        };
        before.iter().enumerate().filter(|(at, change)| !helped(*at, change)).map(|(_, change)| *change).collect()
    }

    /// How old the last change is, while it may still help.
    #[must_use]
    pub(super) fn undecided(&self, now: Timestamp) -> Option<SignedDuration> {
        let last = self.changes.last().filter(|_| self.recovered.is_none())?;
        Some(now.duration_since(last.at)).filter(|old| *old < PROOF)
    }

    /// Whether a request for this is about what is broken: the rollout by its name, or one of its pods.
    fn is_about(&self, subject: &Subject) -> bool {
        let broken = &self.case.broken;
        let is_pod = subject.resource == "pods"
            && subject.name.strip_prefix(&broken.name).is_some_and(|rest| rest.starts_with('-'));
        subject == broken || (is_pod && subject.namespace == broken.namespace)
    }
}

/// What a client writes about itself, and not to what runs.
fn is_chatter(seen: &Seen) -> bool {
    matches!(seen.resource.as_str(), "events" | "leases") || seen.group.ends_with("authorization.k8s.io")
}

/// `kubectl` of `kubectl/v1.34.3 (linux/amd64) kubernetes/…`.
fn program(agent: &str) -> &str {
    let name = agent.split(['/', ' ']).next().unwrap_or_default();
    if name.is_empty() { "an unnamed client" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: &str = "2026-11-21T03:00:00Z";

    fn at(seconds: i64) -> Timestamp {
        let began: Timestamp = BEGAN.parse().unwrap();
        began + SignedDuration::from_secs(seconds)
    }

    fn subject(resource: &str, name: &str) -> Subject {
        Subject { resource: resource.into(), namespace: "shop".into(), name: name.into() }
    }

    fn referee() -> Referee {
        let broken = subject("deployments", "checkout");
        let mut referee = Referee::new(Case { name: "x".into(), broken, cause: None, best: None, speed: 1 }, at(0));
        referee.judges(false, at(0));
        referee
    }

    fn seen(seconds: i64, verb: Verb, of: Subject, agent: &str) -> Seen {
        Seen {
            at: at(seconds),
            user: "operator",
            verb: Some(verb),
            group: String::new(),
            resource: of.resource,
            subresource: String::new(),
            namespace: of.namespace,
            name: of.name,
            status: 200,
            dry_run: false,
            changed: verb == Verb::Patch,
            agent: agent.into(),
        }
    }

    #[test]
    fn a_look_is_somebodys_who_names_what_is_broken() {
        let mut referee = referee();
        referee.hears(&seen(5, Verb::Get, subject("deployments", "checkout"), "stanch/0.1.0"));
        referee.hears(&seen(6, Verb::Get, subject("deployments", "ledger"), "kubectl/v1.34.3"));
        referee.hears(&seen(7, Verb::Get, subject("pods", "checkout"), "kubectl/v1.34.3"));
        referee.hears(&Seen { status: 403, ..seen(8, Verb::Get, subject("deployments", "checkout"), "kubectl") });
        assert_eq!(referee.looked, None);
        referee.hears(&seen(9, Verb::Get, subject("pods", "checkout-7f9c-abcde"), "kubectl/v1.34.3"));
        referee.looks(at(20));
        assert_eq!(referee.looked, Some(at(9)));
    }

    #[test]
    fn of_the_changes_to_what_matters_the_last_helped() {
        let mut referee = referee();
        let checkout = || subject("deployments", "checkout");
        referee.hears(&seen(10, Verb::Patch, checkout(), "kubectl/v1.34.3"));
        referee.hears(&seen(20, Verb::Patch, subject("deployments", "ledger"), "kubectl/v1.34.3"));
        referee.hears(&seen(25, Verb::Patch, subject("events", "x"), "kubectl/v1.34.3"));
        referee.hears(&Seen { changed: false, ..seen(26, Verb::Patch, checkout(), "kubectl/v1.34.3") });
        referee.hears(&seen(30, Verb::Patch, subject("configmaps", "checkout"), "kubectl/v1.34.3"));
        referee.hears(&seen(40, Verb::Patch, checkout(), "stanch/0.1.0"));
        let vain =
            |referee: &Referee| referee.in_vain(Timestamp::MAX).iter().map(|change| change.at).collect::<Vec<_>>();
        assert_eq!(vain(&referee), [at(10), at(20), at(30), at(40)]);
        let early: Vec<Timestamp> = referee.in_vain(at(50)).iter().map(|change| change.at).collect();
        assert_eq!(early, [at(10), at(20)], "what may still help is not blamed");
        referee.judges(true, at(60));
        referee.hears(&seen(70, Verb::Patch, checkout(), "kubectl/v1.34.3"));
        assert_eq!(vain(&referee), [at(10), at(20)]);
        assert_eq!(referee.changes[3].program, "stanch");
    }

    #[test]
    fn nothing_recovers_that_was_not_broken_and_what_breaks_again_has_not() {
        let mut fresh = Referee::new(referee().case, at(0));
        fresh.judges(true, at(1));
        assert_eq!(fresh.recovered(), None);
        let mut referee = referee();
        referee.judges(true, at(5));
        referee.judges(true, at(9));
        assert_eq!(referee.recovered(), Some(at(5)));
        referee.judges(false, at(10));
        assert_eq!(referee.recovered(), None);
    }
}
