//! Records of nodes that are reached, read, waited for and passed by.

use jiff::Timestamp;

use crate::domain::{
    Truth,
    strategy::{Does, NodeId},
    text::Safe,
    walk::{Entry, Skip},
};

use super::{Ending, Next, Status, Violation, WalkState};

impl WalkState {
    pub(super) fn at_node(&mut self, entry: &Entry, at: Timestamp) -> Result<(), Violation> {
        match entry {
            Entry::Reached { node, attempt } => self.reach(node, *attempt, at),
            Entry::Skipped { node, attempt, why } => self.skip(node, *attempt, *why),
            Entry::Evaluated { .. } => self.evaluated(entry),
            Entry::Routed { node, attempt, value, .. } => self.routed(node, *attempt, value.as_ref()),
            Entry::Captured { node, attempt, words, .. } => {
                self.must_be(node, "obs.captured", |does| matches!(does, Does::Collect { .. }))?;
                self.cell_in(node, *attempt, &[Status::Started], "obs.captured")?.status = Status::Succeeded;
                self.tell(words);
                Ok(())
            }
            Entry::NodeFailed { node, attempt, reason } => {
                self.must_be(node, "node.failed", |does| matches!(does, Does::Collect { .. }))?;
                self.cell_in(node, *attempt, &[Status::Started], "node.failed")?.status = Status::Failed;
                self.tell(reason);
                Ok(())
            }
            Entry::TimerSet { node, attempt, fire_at } => self.timer_set(node, *attempt, *fire_at),
            Entry::TimerFired { node, attempt, late_s } => self.timer_fired(node, *attempt, *late_s),
            // Every other record has its own fold: see `dispatch`.
            _ => Ok(()),
        }
    }

    fn reach(&mut self, id: &NodeId, attempt: u32, at: Timestamp) -> Result<(), Violation> {
        const EVENT: &str = "node.reached";
        if let Some(node) = self.busy() {
            return Err(Violation::Busy { node: node.clone() });
        }
        if self.next() != Next::Node(id.clone()) {
            return Err(Violation::OffCourse { node: id.clone() });
        }
        let does = &self.node(id).ok_or_else(|| Violation::NoNode { node: id.clone() })?.does;
        let status = match does {
            Does::Gate { .. } => Status::AwaitingApproval,
            Does::Action { .. } => return Err(Violation::WrongNode { node: id.clone(), event: EVENT }),
            _ => Status::Started,
        };
        let again = matches!(does, Does::Loop { .. });
        let subject = self.subject(id).clone();
        let looping = self.cells.values().any(|cell| cell.looping);
        let cell = self.cells.get_mut(&subject).ok_or_else(|| Violation::NoNode { node: subject.clone() })?;
        // Only a loop leads to a node twice.
        if !(cell.status == Status::Planned || (cell.status.is_final() && looping)) {
            return Err(Violation::Status { node: subject, status: cell.status, event: EVENT });
        }
        if attempt != cell.attempt.saturating_add(1) {
            return Err(Violation::Attempt { node: subject, attempt, current: cell.attempt, event: EVENT });
        }
        cell.again(at, status);
        if again {
            cell.rounds = if cell.looping { cell.rounds.saturating_add(1) } else { 0 };
        }
        self.current = Some(id.clone());
        self.trace(id, attempt, at);
        Ok(())
    }

    fn skip(&mut self, node: &NodeId, attempt: u32, why: Skip) -> Result<(), Violation> {
        use Status::{Approved, AwaitingApproval, Planned, Started, Unknown};
        const EVENT: &str = "node.skipped";
        let allowed: &[Status] = match why {
            Skip::NotTaken => &[Planned],
            Skip::Cancelled if self.cancel.is_none() => return Err(Violation::NotCancelling),
            Skip::Cancelled => &[Planned, AwaitingApproval, Approved, Started, Unknown],
            // These have records of their own.
            Skip::Rejected | Skip::Abandoned => &[],
        };
        if let Some(open) = self.open.as_ref().filter(|open| open.node == *node) {
            return Err(Violation::OpenIntent { intent: open.intent.id });
        }
        let cell = self.cell_in(node, attempt, allowed, EVENT)?;
        cell.status = Status::Skipped(why);
        cell.question = None;
        let request = cell.request;
        if let Some(request) = request.and_then(|id| self.requests.get_mut(&id)) {
            // It may be closed already; then there is nothing to close.
            let _ = request.close(crate::logic::gate::Closed::Cancelled);
        }
        Ok(())
    }

    fn evaluated(&mut self, entry: &Entry) -> Result<(), Violation> {
        const EVENT: &str = "cond.evaluated";
        let Entry::Evaluated { node, attempt, sample, settled, inputs, .. } = entry else { return Ok(()) };
        let (asks, most) = match self.node(node).map(|node| &node.does) {
            Some(Does::Condition { on_unknown, .. }) => (on_unknown.is_none(), None),
            Some(Does::Loop { max, .. }) => (false, Some(u32::from(*max))),
            _ => return Err(Violation::WrongNode { node: node.clone(), event: EVENT }),
        };
        let cell = self.cell_in(node, *attempt, &[Status::Started], EVENT)?;
        cell.samples.push(*sample);
        let Some(said) = *settled else { return Ok(()) };
        let inputs: Vec<String> = inputs.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let (word, inputs) = (word(said), inputs.join(", "));
        let words = if inputs.is_empty() { Safe::from_static(word) } else { Safe::line(&format!("{word}: {inputs}")) };
        cell.ending = Ending::Said(said);
        cell.looping = most.is_some_and(|most| said != Truth::Yes && cell.rounds < most);
        if said == Truth::Unknown && asks {
            cell.status = Status::Unknown;
            cell.question =
                Some(Safe::line(&format!("the question could not be answered ({words}). What is the answer?")));
        } else {
            cell.status = Status::Succeeded;
        }
        self.tell(&words);
        Ok(())
    }

    fn routed(&mut self, node: &NodeId, attempt: u32, value: Option<&Safe>) -> Result<(), Violation> {
        const EVENT: &str = "route.evaluated";
        let Some(Does::Route { on_unknown, .. }) = self.node(node).map(|node| &node.does) else {
            return Err(Violation::WrongNode { node: node.clone(), event: EVENT });
        };
        let asks = value.is_none() && on_unknown.is_none();
        let cell = self.cell_in(node, attempt, &[Status::Started], EVENT)?;
        cell.ending = Ending::Went(value.cloned());
        cell.status = if asks { Status::Unknown } else { Status::Succeeded };
        cell.question = asks.then(|| Safe::from_static("where to go could not be told: go the other way, or stop?"));
        self.tell(value.unwrap_or(&Safe::from_static("unknown")));
        Ok(())
    }

    fn timer_set(&mut self, node: &NodeId, attempt: u32, fire_at: Timestamp) -> Result<(), Violation> {
        const EVENT: &str = "timer.set";
        self.must_be(node, EVENT, |does| matches!(does, Does::Wait { .. } | Does::Loop { .. }))?;
        let looping = self.cells.get(node).is_some_and(|cell| cell.looping);
        let allowed = if looping { Status::Succeeded } else { Status::Started };
        let cell = self.cell_in(node, attempt, &[allowed], EVENT)?;
        if cell.fire_at.is_some() {
            return Err(Violation::Status { node: node.clone(), status: cell.status, event: EVENT });
        }
        cell.fire_at = Some(fire_at);
        self.tell(&Safe::line(&format!("until {fire_at}")));
        Ok(())
    }

    fn timer_fired(&mut self, node: &NodeId, attempt: u32, late_s: u64) -> Result<(), Violation> {
        const EVENT: &str = "timer.fired";
        let asks = self.late_asks(node, late_s);
        let cell = self.cell_in(node, attempt, &[Status::Started, Status::Succeeded], EVENT)?;
        if cell.fire_at.take().is_none() {
            return Err(Violation::Status { node: node.clone(), status: cell.status, event: EVENT });
        }
        if cell.status == Status::Started {
            cell.status = if asks { Status::Unknown } else { Status::Succeeded };
            cell.question = asks.then(|| Safe::line(&format!("the wait ended {late_s} s late. Go on?")));
        }
        if late_s > 0 {
            self.tell(&Safe::line(&format!("over, {late_s} s late")));
        }
        Ok(())
    }

    fn must_be(&self, node: &NodeId, event: &'static str, is: impl Fn(&Does) -> bool) -> Result<(), Violation> {
        match self.node(node) {
            Some(known) if is(&known.does) => Ok(()),
            _ => Err(Violation::WrongNode { node: node.clone(), event }),
        }
    }
}

fn word(truth: Truth) -> &'static str {
    match truth {
        Truth::Yes => "yes",
        Truth::No => "no",
        Truth::Unknown => "unknown",
    }
}
