//! The fold: one record after another, each checked against the ones before it.

use jiff::Timestamp;

use crate::domain::{
    strategy::{Does, NodeId},
    text::Safe,
    walk::{ENGINE, Entry},
};

use super::{Cell, End, Start, Status, Trace, Violation, WalkState};

impl WalkState {
    /// Takes the next record in. One that cannot follow the ones before it stops the walk: from then on it is read-only.
    pub fn apply(&mut self, entry: &Entry, at: Timestamp, by: &Safe) -> Result<(), Violation> {
        if let Some(violation) = &self.violation {
            return Err(violation.clone());
        }
        let at = self.effective(at);
        let applied = self.dispatch(entry, at, by);
        self.last_at = at;
        if let Err(violation) = &applied {
            self.violation = Some(violation.clone());
        }
        applied
    }

    fn dispatch(&mut self, entry: &Entry, at: Timestamp, by: &Safe) -> Result<(), Violation> {
        match entry {
            Entry::Started { .. } => return self.begin(entry, at, by),
            _ if self.start.is_none() => return Err(Violation::NotStarted),
            Entry::Note { .. } | Entry::LeaseReleased { .. } | Entry::Armed { .. } => return Ok(()),
            Entry::LeaseTaken { token, .. } => return self.lease(*token),
            _ if self.end.is_some() => return Err(Violation::Ended),
            _ => {}
        }
        match entry {
            Entry::CancelRequested { .. } | Entry::Cancelled | Entry::Completed { .. } | Entry::Failed { .. } => {
                self.finish(entry)
            }
            Entry::Requested { .. }
            | Entry::Approve { .. }
            | Entry::Reject { .. }
            | Entry::Expired { .. }
            | Entry::Stale { .. }
            | Entry::PlanRefused { .. } => self.at_gate(entry, at, by),
            Entry::IntentStarted { .. }
            | Entry::IntentSent { .. }
            | Entry::IntentSucceeded { .. }
            | Entry::IntentFailed { .. }
            | Entry::IntentUnknown { .. }
            | Entry::IntentFenced { .. }
            | Entry::Resolved { .. } => self.in_effect(entry, at, by),
            _ => self.at_node(entry, at),
        }
    }

    fn begin(&mut self, entry: &Entry, at: Timestamp, by: &Safe) -> Result<(), Violation> {
        let Entry::Started { strategy, def_sha256, engine, target, parameters, incident, version } = entry else {
            return Ok(());
        };
        if self.start.is_some() {
            return Err(Violation::StartedAgain);
        }
        if *engine != ENGINE {
            return Err(Violation::Engine { engine: *engine });
        }
        if (strategy, *version) != (&self.strategy.id, self.strategy.version) {
            return Err(Violation::OtherStrategy { recorded: strategy.clone(), given: self.strategy.id.clone() });
        }
        self.start = Some(Start {
            by: by.clone(),
            at,
            def_sha256: *def_sha256,
            target: target.clone(),
            parameters: parameters.clone(),
            incident: *incident,
        });
        self.amounts_fit()
    }

    fn lease(&mut self, token: u64) -> Result<(), Violation> {
        if token <= self.token {
            return Err(Violation::Token { token, before: self.token });
        }
        self.token = token;
        Ok(())
    }

    fn finish(&mut self, entry: &Entry) -> Result<(), Violation> {
        if let Entry::CancelRequested { reason } = entry {
            // Anybody may ask, and somebody may have asked at the same time: the first reason stays.
            self.cancel.get_or_insert_with(|| reason.clone());
            return Ok(());
        }
        let end = match entry {
            Entry::Completed { outcome, say } => {
                self.complete(*outcome)?;
                End::Completed { outcome: *outcome, say: say.clone() }
            }
            Entry::Failed { node, reason } => End::Failed { node: node.clone(), reason: reason.clone() },
            _ if self.cancel.is_none() => return Err(Violation::NotCancelling),
            _ => End::Cancelled,
        };
        if let Some(node) = self.busy() {
            return Err(Violation::Busy { node: node.clone() });
        }
        if let End::Completed { say: words, .. } | End::Failed { reason: words, .. } = &end {
            self.tell(&words.clone());
        }
        self.end = Some(end);
        Ok(())
    }

    fn complete(&mut self, outcome: crate::domain::strategy::Outcome) -> Result<(), Violation> {
        const EVENT: &str = "walk.completed";
        let at = self.current.clone().ok_or(Violation::WrongNode { node: Safe::default(), event: EVENT })?;
        match self.node(&at).map(|node| &node.does) {
            Some(Does::Outcome { result, .. }) if *result == outcome => {}
            _ => return Err(Violation::WrongNode { node: at, event: EVENT }),
        }
        let attempt = self.cells.get(&at).map_or(0, |cell| cell.attempt);
        self.cell_in(&at, attempt, &[Status::Started], EVENT)?.status = Status::Succeeded;
        Ok(())
    }

    /// The cell of a node, where its attempt and status are what the record is about.
    pub(super) fn cell_in(
        &mut self,
        node: &NodeId,
        attempt: u32,
        allowed: &[Status],
        event: &'static str,
    ) -> Result<&mut Cell, Violation> {
        let cell = self.cells.get_mut(node).ok_or_else(|| Violation::NoNode { node: node.clone() })?;
        if cell.attempt != attempt {
            return Err(Violation::Attempt { node: node.clone(), attempt, current: cell.attempt, event });
        }
        if !allowed.contains(&cell.status) {
            return Err(Violation::Status { node: node.clone(), status: cell.status, event });
        }
        Ok(cell)
    }

    /// What was found at the node that the walk is at.
    pub(super) fn tell(&mut self, words: &Safe) {
        if let Some(trace) = self.path.last_mut() {
            trace.words = words.clone();
        }
    }

    pub(super) fn trace(&mut self, node: &NodeId, attempt: u32, at: Timestamp) {
        self.path.push(Trace { at, node: node.clone(), attempt, words: Safe::default() });
    }
}
