//! A gate: plan, ask, and begin what was approved.

use crate::{
    domain::{
        action::{Guard, Intent, Refusal},
        approval::{EXPIRES_SECONDS, Rule},
        journal::Ulid,
        strategy::{Does, Node},
        text::Safe,
        walk::Entry,
    },
    logic::gate::{self, Denial, Visit},
};

use super::{
    Cell, Event, Moment, Order, Status, Step, WalkState,
    course::{later, seconds_between},
};

/// Seconds after which a plan that could not be made is tried again, while the node's time lasts.
const AGAIN: u64 = 1;

impl WalkState {
    pub(super) fn before_gate(&self, gate: &Node, cell: &Cell, moment: Moment) -> Step {
        let Does::Gate { action, .. } = &gate.does else { return Step::nothing() };
        let Some(request) = cell.request.and_then(|id| self.requests.get(&id)) else {
            let (Some(wish), attempt) = (self.wish(action), cell.attempt) else { return Step::nothing() };
            let timeout_s = self.node(action).map_or(0, |node| self.amount(&node.timeout));
            return Step::order(Order::Plan { node: action.clone(), attempt, wish, timeout_s });
        };
        let (id, until) = (request.asked().id, request.until());
        if moment.now >= until {
            return Step::record([Entry::Expired { request: id }]);
        }
        let order = match cell.status {
            Status::Approved if moment.may_write => return Step::order(Order::Begin { request: id }),
            Status::Approved => Order::AskToArm,
            _ => Order::AskApproval { request: id },
        };
        Step::order(order).and(Order::WaitUntil { at: until })
    }

    pub(super) fn planned(&self, event: &Event, moment: Moment) -> Step {
        let (Event::Planned { node, attempt, .. } | Event::PlanRefused { node, attempt, .. }) = event else {
            return Step::nothing();
        };
        let cell = self.cells.get(node).filter(|cell| cell.attempt == *attempt && cell.request.is_none());
        let Some(cell) = cell.filter(|cell| cell.status == Status::AwaitingApproval && self.cancel.is_none()) else {
            return Step::nothing();
        };
        match event {
            Event::PlanRefused { refusal, .. } => self.plan_refused(event, cell, refusal, moment),
            _ => self.ask_for(event, moment).unwrap_or_else(|error| {
                let refusal = Refusal::Impossible { message: Safe::line(&error.to_string()) };
                Step::record([Entry::PlanRefused { node: node.clone(), attempt: *attempt, refusal }])
            }),
        }
    }

    fn plan_refused(&self, event: &Event, cell: &Cell, refusal: &Refusal, moment: Moment) -> Step {
        let Event::PlanRefused { node, attempt, .. } = event else { return Step::nothing() };
        let spent = seconds_between(cell.since.unwrap_or(moment.now), moment.now);
        let allowed = self.node(node).map_or(0, |node| self.amount(&node.timeout));
        if matches!(refusal, Refusal::Unread { .. }) && spent < allowed {
            return Step::order(Order::WaitUntil { at: later(moment.now, AGAIN) });
        }
        Step::record([Entry::PlanRefused { node: node.clone(), attempt: *attempt, refusal: refusal.clone() }])
    }

    fn ask_for(&self, event: &Event, moment: Moment) -> Result<Step, serde_json::Error> {
        let Event::Planned { node, attempt, request, plan, rule, ground } = event else { return Ok(Step::nothing()) };
        let gate = self.current.as_ref().and_then(|id| self.node(id)).map(|node| &node.does);
        let Some(Does::Gate { expires, .. }) = gate else { return Ok(Step::nothing()) };
        let rule = self.demanded(rule.clone(), &plan.guards);
        let mut plan = plan.clone();
        plan.guards.extend(gate::second_person(&rule, ground.proves_people));
        let expires_at = later(moment.now, self.amount(expires).min(EXPIRES_SECONDS));
        let visit = Visit { node: node.clone(), attempt: *attempt, expires_at };
        let binding = gate::text(&gate::bind(ground, &plan, &rule, &visit))?;
        let (request, node, attempt) = (*request, node.clone(), *attempt);
        Ok(Step::record([Entry::Requested { request, node, attempt, binding, rule, plan, expires_at }]))
    }

    /// Who has to approve a plan with these guards at the current gate, where the policy says this.
    #[must_use]
    pub fn demanded(&self, rule: Rule, guards: &[Guard]) -> Rule {
        let gate = self.current.as_ref().and_then(|id| self.node(id)).map(|node| &node.does);
        let Some(Does::Gate { quorum, .. }) = gate else { return rule };
        gate::tightened(rule, *quorum, guards)
    }

    /// The object is what was approved: the intent is recorded, and then sent, once.
    pub(super) fn ready(&self, id: Ulid, intent: &Intent, moment: Moment) -> Step {
        let Some(request) = self.begins(id).filter(|_| moment.may_write) else { return Step::nothing() };
        let asked = request.asked();
        let approved = match request.permit(moment.now) {
            Ok(approved) => approved,
            Err(Denial::Lapsed { .. } | Denial::Expired { .. }) => {
                return Step::record([Entry::Expired { request: id }]);
            }
            Err(_) => return Step::nothing(),
        };
        if intent.uid != approved.target().uid {
            return self.drifted(id, &Safe::from_static("target was replaced (uid changed)"));
        }
        let (node, attempt) = (asked.node.clone(), asked.attempt);
        Step::record([Entry::IntentStarted { request: id, node, attempt, intent: intent.clone() }])
            .and(Order::Send { intent: Box::new(intent.clone()), approved: Box::new(approved) })
    }

    pub(super) fn drifted(&self, id: Ulid, reason: &Safe) -> Step {
        match self.waiting() {
            Some(request) if request.asked().id == id && self.cancel.is_none() => {
                Step::record([Entry::Stale { request: id, reason: reason.clone() }])
            }
            _ => Step::nothing(),
        }
    }

    fn begins(&self, id: Ulid) -> Option<&gate::Request> {
        let request = self.waiting().filter(|request| request.asked().id == id)?;
        let approved = self.cells.get(&request.asked().node)?.status == Status::Approved;
        (approved && self.cancel.is_none() && self.open.is_none()).then_some(request)
    }
}
