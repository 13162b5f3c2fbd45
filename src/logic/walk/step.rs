//! What has happened, turned into what is to be recorded and done.

use crate::domain::{
    action::Sample,
    strategy::{Does, Lasting, NodeId},
    walk::Entry,
};

use super::{
    Capture, Event, Kubernetes, Moment, Protocol, Status, Step, WalkState,
    course::later,
    lasting::{Span, settled},
};

/// One step of a walk. Whoever carries it out holds the walk's lease, appends the entries in one transaction behind the records that this was
/// decided on, and carries out the orders only when that is durable; where appending fails in any way, it carries out none and reads the
/// journal again. A person's word (`Cancel`, `Answered`) needs no lease, and orders nothing.
#[must_use]
pub fn step(walk: &WalkState, event: &Event, moment: Moment) -> Step {
    step_by(&Kubernetes, walk, event, moment)
}

/// The same by another protocol of effects.
#[must_use]
pub fn step_by<P: Protocol>(protocol: &P, walk: &WalkState, event: &Event, moment: Moment) -> Step {
    if walk.start.is_none() || walk.end.is_some() || walk.violation.is_some() {
        return Step::nothing();
    }
    let moment = Moment { now: walk.effective(moment.now), ..moment };
    match event {
        Event::Resumed => walk.tick(moment, true),
        Event::Tick => walk.tick(moment, false),
        Event::Cancel { reason } if walk.cancel.is_none() => {
            Step::record([Entry::CancelRequested { reason: reason.clone() }])
        }
        Event::Cancel { .. } => Step::nothing(),
        Event::Evaluated { node, attempt, .. } => walk.at_work(node, *attempt, |walk| walk.evaluate(event, moment)),
        Event::Routed { node, attempt, value, reading } => walk.at_work(node, *attempt, |_| {
            let (node, observations_sha256) = (node.clone(), reading.observations_sha256);
            Step::record([Entry::Routed { node, attempt: *attempt, value: value.clone(), observations_sha256 }])
        }),
        Event::Collected { node, attempt, capture } => walk.at_work(node, *attempt, |_| {
            let (node, attempt) = (node.clone(), *attempt);
            Step::record([match capture.clone() {
                Capture::Taken { observations_sha256, words } => {
                    Entry::Captured { node, attempt, observations_sha256, words }
                }
                Capture::Failed { reason } => Entry::NodeFailed { node, attempt, reason },
            }])
        }),
        Event::Planned { .. } | Event::PlanRefused { .. } => walk.planned(event, moment),
        Event::Ready { request, intent } => walk.ready(*request, intent, moment),
        Event::Drifted { request, reason } => walk.drifted(*request, reason),
        Event::Replied { intent, reply } => walk.replied(protocol, *intent, reply, moment),
        Event::Seen { intent, round, sight } => walk.seen(protocol, (*intent, *round), sight, moment),
        Event::FenceReplied { intent, round, reply } => walk.fence_replied(protocol, (*intent, *round), reply, moment),
        Event::Answered { node, answer, reason } => {
            let unknown = walk.cells.get(node).is_some_and(|cell| cell.status == Status::Unknown);
            if !unknown || reason.trim().is_empty() || walk.answered(node, *answer).is_none() {
                return Step::nothing();
            }
            Step::record([Entry::Resolved { node: node.clone(), answer: *answer, reason: reason.clone() }])
        }
    }
}

impl WalkState {
    /// The answer of a node that is being looked at now; any other comes too late.
    fn at_work(&self, node: &NodeId, attempt: u32, answer: impl FnOnce(&Self) -> Step) -> Step {
        let at_work =
            self.cells.get(node).is_some_and(|cell| cell.status == Status::Started && cell.attempt == attempt);
        if at_work && self.cancel.is_none() && self.current.as_ref() == Some(node) {
            answer(self)
        } else {
            Step::nothing()
        }
    }

    fn evaluate(&self, event: &Event, moment: Moment) -> Step {
        let Event::Evaluated { node, attempt, holds, reading } = event else { return Step::nothing() };
        let (Some(known), Some(cell)) = (self.node(node), self.cells.get(node)) else { return Step::nothing() };
        let sample = Sample { at: moment.now, holds: *holds };
        let mut samples = cell.samples.clone();
        samples.push(sample);
        let span = match &known.does {
            Does::Condition { lasting: Lasting::Within(seconds), .. } => Span::Within(self.amount(seconds)),
            Does::Condition { lasting: Lasting::For(seconds), .. } => {
                Span::For { hold: self.amount(seconds), timeout: self.amount(&known.timeout) }
            }
            Does::Condition { .. } | Does::Loop { .. } => Span::Once,
            _ => return Step::nothing(),
        };
        let settled = settled(span, cell.since.unwrap_or(moment.now), &samples);
        let (node, attempt, inputs) = (node.clone(), *attempt, reading.inputs.clone());
        let observations_sha256 = reading.observations_sha256;
        let mut entries =
            vec![Entry::Evaluated { node: node.clone(), attempt, sample, observations_sha256, inputs, settled }];
        if let Does::Loop { max, delay, .. } = &known.does {
            let delay = self.amount(delay);
            let goes_round = *holds != crate::domain::Truth::Yes && cell.rounds < u32::from(*max);
            if goes_round && cell.rounds > 0 && delay > 0 {
                entries.push(Entry::TimerSet { node, attempt, fire_at: later(moment.now, delay) });
            }
        }
        Step::record(entries)
    }
}
