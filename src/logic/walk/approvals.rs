//! Records of a gate: what is asked, what people said, and how a request falls.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    domain::{
        action::Refusal,
        approval::{Binding, EXPIRES_SECONDS, Word},
        journal::Ulid,
        strategy::NodeId,
        text::Safe,
        walk::{Entry, Skip},
    },
    logic::gate::{self, Asked, Closed, Decision, Request},
};

use super::{Status, Undone, Violation, WalkState, course::later};

/// Seconds that the clock may have been set back between a step and its record.
const SLACK: u64 = 60;

impl WalkState {
    pub(super) fn at_gate(&mut self, entry: &Entry, at: Timestamp, by: &Safe) -> Result<(), Violation> {
        match entry {
            Entry::Requested { .. } => self.requested(entry, at, by),
            Entry::Approve { request, binding_sha256, acknowledged, .. } => {
                let (by, acknowledged) = (by.clone(), acknowledged.clone());
                let (word, binding_sha256) = (Word::Approve, *binding_sha256);
                self.decided(*request, Decision { by, at, word, binding_sha256, acknowledged, reason: None })
            }
            Entry::Reject { request, binding_sha256, reason } => {
                let (by, acknowledged, reason) = (by.clone(), Vec::new(), Some(reason.clone()));
                let (word, binding_sha256) = (Word::Reject, *binding_sha256);
                self.decided(*request, Decision { by, at, word, binding_sha256, acknowledged, reason })
            }
            Entry::Expired { request } => self.fall(*request, Closed::Expired, at, "approval.expired"),
            Entry::Stale { request, reason } => {
                self.fall(*request, Closed::Stale(reason.clone()), at, "approval.stale")
            }
            Entry::PlanRefused { node, attempt, refusal } => self.refused(node, *attempt, refusal),
            // Every other record has its own fold: see `dispatch`.
            _ => Ok(()),
        }
    }

    fn requested(&mut self, entry: &Entry, at: Timestamp, by: &Safe) -> Result<(), Violation> {
        const EVENT: &str = "approval.requested";
        let Entry::Requested { request, node, attempt, binding, rule, plan, expires_at } = entry else { return Ok(()) };
        let starter = self.start.as_ref().map(|start| start.by.clone()).unwrap_or_default();
        if self.requests.contains_key(request) || *expires_at > later(at, EXPIRES_SECONDS + SLACK) {
            return Err(Violation::Binding { what: Safe::from_static("its time or identity") });
        }
        let asked = Asked {
            id: *request,
            node: node.clone(),
            attempt: *attempt,
            binding: binding.clone(),
            rule: rule.clone(),
            plan: Arc::new(plan.as_ref().clone()),
            expires_at: *expires_at,
        };
        self.is_bound(&asked)?;
        let cell = self.cell_in(node, *attempt, &[Status::AwaitingApproval], EVENT)?;
        if let Some(request) = cell.request {
            return Err(Violation::Denied(gate::Denial::Closed { request, why: Safe::from_static("it is open") }));
        }
        let made = Request::new(asked, by.clone(), starter, at);
        cell.request = Some(*request);
        if made.approved_at().is_some() {
            cell.status = Status::Approved;
        }
        self.undone = None;
        self.requests.insert(*request, made);
        Ok(())
    }

    /// Whether the binding's bytes say what the record says beside them.
    fn is_bound(&self, asked: &Asked) -> Result<(), Violation> {
        let off = |what: &str| Violation::Binding { what: Safe::line(what) };
        let bound = Binding::read(&asked.binding).map_err(|error| off(&error.to_string()))?;
        let Asked { plan, rule, .. } = asked;
        let start = self.start.as_ref().ok_or(Violation::NotStarted)?;
        let same = [
            ("action", bound.action == plan.spec),
            ("target", bound.target == plan.target),
            ("cluster", bound.cluster == start.target.cluster),
            ("projection", bound.projection_sha256 == plan.projection_sha256),
            ("dry-run", bound.dry_run_sha256 == plan.after_sha256),
            ("policy", bound.policy_sha256 == rule.policy_sha256),
            ("quorum", *bound.quorum == *rule.quorum.to_string()),
            ("definition", bound.def_sha256 == start.def_sha256),
            ("node", bound.node == asked.node),
            ("attempt", *bound.attempt == *asked.attempt.to_string()),
            ("expiry", *bound.expires_at == *asked.expires_at.to_string()),
        ];
        same.iter().find(|(_, same)| !same).map_or(Ok(()), |(what, _)| Err(off(what)))
    }

    fn decided(&mut self, id: Ulid, decision: Decision) -> Result<(), Violation> {
        let (node, attempt, event) = self.waits_for(
            id,
            match decision.word {
                Word::Approve => "approval.approve",
                Word::Reject => "approval.reject",
            },
        )?;
        let request = self.requests.get_mut(&id).ok_or(Violation::NoRequest { request: id })?;
        let (word, by) = (decision.word, decision.by.clone());
        let self_approved = word == Word::Approve && request.is_own(&by);
        let reason = decision.reason.clone();
        request.decide(decision)?;
        let approved = request.approved_at().is_some();
        let cell = self.cell_in(&node, attempt, &[Status::AwaitingApproval, Status::Approved], event)?;
        let words = match (word, reason) {
            (Word::Reject, reason) => {
                cell.status = Status::Skipped(Skip::Rejected);
                format!("rejected by {by}: {}", reason.unwrap_or_default())
            }
            (Word::Approve, _) => {
                if approved {
                    cell.status = Status::Approved;
                }
                let marked = if self_approved { "SELF-APPROVED" } else { "approved" };
                format!("{marked} by {by}")
            }
        };
        self.tell(&Safe::line(&words));
        Ok(())
    }

    /// A request falls: the gate asks again, with a new attempt and a new plan.
    fn fall(&mut self, id: Ulid, how: Closed, at: Timestamp, event: &'static str) -> Result<(), Violation> {
        let (node, attempt, event) = self.waits_for(id, event)?;
        let words = match &how {
            Closed::Stale(reason) => reason.clone(),
            _ => Safe::from_static("nobody decided, or began it, in time"),
        };
        self.requests.get_mut(&id).ok_or(Violation::NoRequest { request: id })?.close(how)?;
        self.cell_in(&node, attempt, &[Status::AwaitingApproval, Status::Approved], event)?
            .again(at, Status::AwaitingApproval);
        self.tell(&words);
        if let Some(current) = self.current.clone() {
            self.trace(&current, attempt.saturating_add(1), at);
        }
        Ok(())
    }

    fn refused(&mut self, node: &NodeId, attempt: u32, refusal: &Refusal) -> Result<(), Violation> {
        const EVENT: &str = "plan.refused";
        let cell = self.cell_in(node, attempt, &[Status::AwaitingApproval], EVENT)?;
        if let Some(request) = cell.request {
            return Err(Violation::Denied(gate::Denial::Closed { request, why: Safe::from_static("it is open") }));
        }
        let (status, undone, words) = match refusal {
            Refusal::NoChange { message } => (Status::Succeeded, None, message),
            Refusal::Impossible { message } | Refusal::Denied { message, .. } => {
                (Status::Failed, Some(Undone::Refused(message.clone())), message)
            }
            Refusal::Unread { message } => (Status::Failed, Some(Undone::Failed(message.clone())), message),
        };
        cell.status = status;
        self.undone = undone;
        self.tell(words);
        Ok(())
    }

    /// The action that this request is open for.
    fn waits_for(&self, id: Ulid, event: &'static str) -> Result<(NodeId, u32, &'static str), Violation> {
        let request = self.requests.get(&id).ok_or(Violation::NoRequest { request: id })?;
        let asked = request.asked();
        let cell = self.cells.get(&asked.node).filter(|cell| cell.request == Some(id));
        let cell = cell.ok_or(Violation::NoRequest { request: id })?;
        if !matches!(cell.status, Status::AwaitingApproval | Status::Approved) {
            return Err(Violation::Status { node: asked.node.clone(), status: cell.status, event });
        }
        Ok((asked.node.clone(), asked.attempt, event))
    }
}
