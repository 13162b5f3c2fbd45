//! A request for approval, the words on it, and the proof that they suffice.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::{
    action::{ActionSpec, Plan, Target},
    approval::{self, Acknowledgement, Rule, Word},
    digest::Digest,
    journal::Ulid,
    strategy::NodeId,
    text::Safe,
};

use super::{Denial, guard::all_hold};

/// What somebody asks people to approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub id: Ulid,
    /// The action.
    pub node: NodeId,
    pub attempt: u32,
    /// The binding's bytes.
    pub binding: String,
    pub rule: Rule,
    pub plan: Arc<Plan>,
    pub expires_at: Timestamp,
}

/// Somebody's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub by: Safe,
    pub at: Timestamp,
    pub word: Word,
    pub binding_sha256: Digest,
    pub acknowledged: Vec<Acknowledgement>,
    /// Of a rejection.
    pub reason: Option<Safe>,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    Rejected,
    Expired,
    Stale(Safe),
    /// An intent was begun for it: an approval is used once.
    Used(Ulid),
    /// The walk was cancelled.
    Cancelled,
}

/// A request with the words on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    asked: Asked,
    binding_sha256: Digest,
    /// Who asked, and who started the walk: where the rule does not allow it, neither may approve.
    by: Safe,
    starter: Safe,
    decisions: Vec<Decision>,
    approved_at: Option<Timestamp>,
    closed: Option<Closed>,
}

/// The proof that `what` was approved, for the target and until the time that people saw. Only a [`Request`] makes it, nothing copies it, and
/// no effect is done without it.
#[derive(Debug, PartialEq, Eq)]
pub struct Approved<T> {
    what: T,
    target: Target,
    request: Ulid,
    until: Timestamp,
}

impl<T> Approved<T> {
    #[must_use]
    pub fn what(&self) -> &T {
        &self.what
    }

    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    #[must_use]
    pub fn request(&self) -> Ulid {
        self.request
    }

    /// When it can be used no more.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        self.until
    }
}

impl Request {
    /// A request at `at`; where the rule asks for nobody and nothing stands against it, it is approved by the policy.
    #[must_use]
    pub fn new(asked: Asked, by: Safe, starter: Safe, at: Timestamp) -> Self {
        let binding_sha256 = Digest::of(asked.binding.as_bytes());
        let approved_at = (asked.rule.quorum == 0 && all_hold(&asked.plan.guards)).then_some(at);
        Self { asked, binding_sha256, by, starter, decisions: Vec::new(), approved_at, closed: None }
    }

    #[must_use]
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    #[must_use]
    pub fn binding_sha256(&self) -> Digest {
        self.binding_sha256
    }

    #[must_use]
    pub fn by(&self) -> &Safe {
        &self.by
    }

    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// When enough people had approved.
    #[must_use]
    pub fn approved_at(&self) -> Option<Timestamp> {
        self.approved_at
    }

    #[must_use]
    pub fn closed(&self) -> Option<&Closed> {
        self.closed.as_ref()
    }

    /// Until when it can be approved, or used.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        approval::until(self.asked.expires_at, self.approved_at)
    }

    /// Whether it is the own word of whoever asked or started the walk.
    #[must_use]
    pub fn is_own(&self, by: &Safe) -> bool {
        *by == self.by || *by == self.starter
    }

    /// Takes somebody's word down. One rejection is final, and wins over approvals until the action has begun (R-17, B-46).
    pub fn decide(&mut self, decision: Decision) -> Result<(), Denial> {
        self.may_decide(&decision)?;
        let at = decision.at;
        let word = decision.word;
        self.decisions.push(decision);
        if word == Word::Reject {
            self.closed = Some(Closed::Rejected);
        } else if self.approved_at.is_none() && self.approvals() >= usize::from(self.asked.rule.quorum) {
            self.approved_at = Some(at);
        }
        Ok(())
    }

    /// Whether somebody has said this already, and it counts: what fell since, or ran out, would have to be said again.
    pub fn is_said(&self, by: &Safe, word: Word, now: Timestamp) -> Result<bool, Denial> {
        if !self.decisions.iter().any(|said| said.by == *by && said.word == word) {
            return Ok(false);
        }
        match (&self.closed, word) {
            (Some(Closed::Used(_)), Word::Approve) | (Some(Closed::Rejected), Word::Reject) => Ok(true),
            _ => {
                self.is_open()?;
                if now < self.until() { Ok(true) } else { Err(self.too_late()) }
            }
        }
    }

    fn may_decide(&self, decision: &Decision) -> Result<(), Denial> {
        let Decision { by, at, word, binding_sha256, .. } = decision;
        self.is_open()?;
        if *at >= self.until() {
            return Err(self.too_late());
        }
        if *binding_sha256 != self.binding_sha256 {
            return Err(Denial::OtherBinding { given: *binding_sha256, bound: self.binding_sha256 });
        }
        if *word == Word::Approve && self.is_own(by) && !self.asked.rule.allow_self {
            return Err(Denial::Own { by: by.clone() });
        }
        if self.decisions.iter().any(|decision| decision.by == *by && decision.word == *word) {
            return Err(Denial::Repeated { by: by.clone() });
        }
        Ok(())
    }

    /// The proof, where enough people approved, nobody rejected, and it is not too late.
    pub fn permit(&self, now: Timestamp) -> Result<Approved<ActionSpec>, Denial> {
        self.is_open()?;
        if self.approved_at.is_none() {
            return Err(Denial::Unapproved { has: self.approvals(), quorum: self.asked.rule.quorum });
        }
        if now >= self.until() {
            return Err(self.too_late());
        }
        let plan = &self.asked.plan;
        Ok(Approved {
            what: plan.spec.clone(),
            target: plan.target.clone(),
            request: self.asked.id,
            until: self.until(),
        })
    }

    /// Ends it. What has ended stays so.
    pub fn close(&mut self, how: Closed) -> Result<(), Denial> {
        self.is_open()?;
        self.closed = Some(how);
        Ok(())
    }

    pub(super) fn is_open(&self) -> Result<(), Denial> {
        let why = match &self.closed {
            None => return Ok(()),
            Some(Closed::Rejected) => Safe::from_static("rejected"),
            Some(Closed::Expired) => Safe::from_static("expired"),
            Some(Closed::Stale(reason)) => reason.clone(),
            Some(Closed::Used(intent)) => Safe::line(&format!("begun as {intent}")),
            Some(Closed::Cancelled) => Safe::from_static("the walk was cancelled"),
        };
        Err(Denial::Closed { request: self.asked.id, why })
    }

    pub(super) fn too_late(&self) -> Denial {
        let request = self.asked.id;
        match self.approved_at {
            Some(_) => Denial::Lapsed { request, until: self.until() },
            None => Denial::Expired { request, at: self.asked.expires_at },
        }
    }

    fn approvals(&self) -> usize {
        self.decisions.iter().filter(|decision| decision.word == Word::Approve).count()
    }
}
