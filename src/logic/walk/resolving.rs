//! How an effect ended: told by its reply, or found out by looking, fencing and asking, before anything else is done.

use crate::domain::{
    action::{Reply, Sight},
    journal::Ulid,
    text::Safe,
    walk::{Entry, Failure, Proof},
};

use super::{
    Class, Effect, Finding, Moment, Open, Order, Protocol, Round, Status, Step, WalkState, course::seconds_between,
};

impl WalkState {
    /// The effect of an intent.
    #[must_use]
    pub fn effect<'a>(&'a self, open: &'a Open) -> Option<Effect<'a>> {
        let plan = &self.requests.get(&open.request)?.asked().plan;
        Some(Effect { intent: &open.intent, spec: &plan.spec, target: &plan.target })
    }

    /// An intent is open and nobody is at it: whoever began it is gone.
    pub(super) fn pursue(&self, open: &Open, moment: Moment, resumed: bool) -> Step {
        let intent = open.intent.id;
        let look = Order::Look { intent, round: Round { number: 1, since: moment.now } };
        match self.cells.get(&open.node).map(|cell| (cell.status, &cell.question)) {
            Some((Status::Started, _)) => {
                let reason = Safe::from_static("whoever began it did not record its end");
                Step::record([Entry::IntentUnknown { intent, reason }]).and(look)
            }
            Some((Status::Unknown, Some(_))) if !resumed => self.ask(),
            _ => Step::order(look),
        }
    }

    pub(super) fn replied<P: Protocol>(&self, protocol: &P, intent: Ulid, reply: &Reply, moment: Moment) -> Step {
        if self.open_in(intent, Status::Started).is_none() {
            return Step::nothing();
        }
        let sent = Entry::IntentSent { intent };
        match protocol.classify(reply) {
            Class::Applied => Step::record([sent, Entry::IntentSucceeded { intent, how: Proof::Replied }]),
            Class::Failed(how @ Failure::NotSent { .. }) => Step::record([Entry::IntentFailed { intent, how }]),
            Class::Failed(how) => Step::record([sent, Entry::IntentFailed { intent, how }]),
            Class::Resolve(reason) => Step::record([sent, Entry::IntentUnknown { intent, reason }])
                .and(Order::Look { intent, round: Round { number: 1, since: moment.now } }),
        }
    }

    pub(super) fn seen<P: Protocol>(
        &self,
        protocol: &P,
        (intent, round): (Ulid, Round),
        sight: &Sight,
        moment: Moment,
    ) -> Step {
        let open = self.open_in(intent, Status::Unknown);
        let Some((open, effect)) = open.and_then(|open| Some((open, self.effect(open)?))) else {
            return Step::nothing();
        };
        match protocol.resolve(effect, sight) {
            Finding::Applied => Step::record([Entry::IntentSucceeded { intent, how: Proof::Marker }]),
            Finding::NotApplied(message) => not_applied(intent, message),
            Finding::Fenced => fenced(open, Safe::from_static("an earlier fence was accepted")),
            Finding::Fence if !moment.may_write => Step::order(Order::AskToArm),
            Finding::Fence => Step::order(Order::Fence { intent, round }),
            Finding::Again(reason) => self.another::<P>(open, round, &reason, moment),
            Finding::Ask(question) => self.question_of(open, question),
        }
    }

    pub(super) fn fence_replied<P: Protocol>(
        &self,
        protocol: &P,
        (intent, round): (Ulid, Round),
        reply: &Reply,
        moment: Moment,
    ) -> Step {
        let Some(open) = self.open_in(intent, Status::Unknown) else { return Step::nothing() };
        match protocol.classify(reply) {
            Class::Applied => fenced(open, Safe::from_static("a fence was accepted")),
            Class::Failed(Failure::Refused { status, message }) => {
                let reason = Safe::line(&format!("the fence was refused ({status}): {message}"));
                self.another::<P>(open, round, &reason, moment)
            }
            Class::Failed(_) => {
                self.another::<P>(open, round, &Safe::from_static("the fence could not be sent"), moment)
            }
            Class::Resolve(reason) => self.another::<P>(open, round, &reason, moment),
        }
    }

    /// Looks once more, while rounds and time last.
    fn another<P: Protocol>(&self, open: &Open, round: Round, reason: &Safe, moment: Moment) -> Step {
        let spent = seconds_between(round.since, moment.now);
        if round.number >= P::ROUNDS || spent >= P::SECONDS {
            return self
                .question_of(open, Safe::line(&format!(
                    "its end could not be found out: {reason}. Was it done? Before you say no: the request may still arrive"
                )));
        }
        let round = Round { number: round.number.saturating_add(1), ..round };
        Step::order(Order::Look { intent: open.intent.id, round })
    }

    fn question_of(&self, open: &Open, question: Safe) -> Step {
        let asked = self.cells.get(&open.node).and_then(|cell| cell.question.as_ref());
        if asked == Some(&question) {
            return self.ask();
        }
        let ask = Order::AskPerson { node: open.node.clone(), question: question.clone() };
        Step::record([Entry::IntentUnknown { intent: open.intent.id, reason: question }]).and(ask)
    }

    fn open_in(&self, intent: Ulid, status: Status) -> Option<&Open> {
        let open = self.open.as_ref().filter(|open| open.intent.id == intent)?;
        (self.cells.get(&open.node)?.status == status).then_some(open)
    }
}

fn not_applied(intent: Ulid, message: Safe) -> Step {
    Step::record([Entry::IntentFailed { intent, how: Failure::NotApplied { message } }])
}

fn fenced(open: &Open, message: Safe) -> Step {
    let intent = open.intent.id;
    let failed = Entry::IntentFailed { intent, how: Failure::NotApplied { message } };
    if open.fenced { Step::record([failed]) } else { Step::record([Entry::IntentFenced { intent }, failed]) }
}
