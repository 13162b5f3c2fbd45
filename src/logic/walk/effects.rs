//! Records of an effect: begun, sent, and what is known of its end.

use jiff::Timestamp;

use crate::{
    domain::{
        Truth,
        journal::Ulid,
        strategy::{Does, NodeId},
        text::Safe,
        walk::{Answer, Entry, Failure, Proof, Skip},
    },
    logic::gate::{Closed, Denial},
};

use super::{Ending, Open, Status, Undone, Violation, WalkState};

impl WalkState {
    pub(super) fn in_effect(&mut self, entry: &Entry, at: Timestamp, by: &Safe) -> Result<(), Violation> {
        match entry {
            Entry::IntentStarted { .. } => self.intent_started(entry, at),
            Entry::IntentSent { intent } => {
                self.opened(*intent, &[Status::Started], "intent.sent")?;
                if let Some(open) = &mut self.open {
                    open.sent = true;
                }
                Ok(())
            }
            Entry::IntentSucceeded { intent, how } => {
                let (from, words) = match how {
                    Proof::Replied => (Status::Started, "done, says the API server"),
                    Proof::Marker => (Status::Unknown, "its marker was found"),
                };
                self.close(*intent, &[from], Status::Succeeded, "intent.succeeded")?;
                self.tell(&Safe::from_static(words));
                Ok(())
            }
            Entry::IntentFailed { intent, how } => self.intent_failed(*intent, how),
            Entry::IntentUnknown { intent, reason } => self.intent_unknown(*intent, reason),
            Entry::IntentFenced { intent } => {
                self.opened(*intent, &[Status::Unknown], "intent.fenced")?;
                if let Some(open) = &mut self.open {
                    open.fenced = true;
                }
                Ok(())
            }
            Entry::Resolved { node, answer, reason } => self.resolved(node, *answer, reason, by),
            // Every other record has its own fold: see `dispatch`.
            _ => Ok(()),
        }
    }

    fn intent_started(&mut self, entry: &Entry, at: Timestamp) -> Result<(), Violation> {
        const EVENT: &str = "intent.started";
        let Entry::IntentStarted { request: id, node, attempt, intent } = entry else { return Ok(()) };
        if self.cancel.is_some() {
            return Err(Violation::Cancelling);
        }
        if let Some(open) = &self.open {
            return Err(Violation::OpenIntent { intent: open.intent.id });
        }
        let cell = self.cell_in(node, *attempt, &[Status::Approved], EVENT)?;
        if cell.request != Some(*id) {
            return Err(Violation::NoRequest { request: *id });
        }
        cell.status = Status::Started;
        let request = self.requests.get_mut(id).ok_or(Violation::NoRequest { request: *id })?;
        let approved = request.permit(at)?;
        if approved.target().uid != intent.uid {
            return Err(Violation::Binding { what: Safe::from_static("target") });
        }
        request.close(Closed::Used(intent.id))?;
        let (intent, node) = (intent.clone(), node.clone());
        self.open = Some(Open { intent, request: *id, node, sent: false, fenced: false });
        Ok(())
    }

    fn intent_failed(&mut self, intent: Ulid, how: &Failure) -> Result<(), Violation> {
        let (from, words) = match how {
            Failure::Refused { status, message } => {
                (Status::Started, Safe::line(&format!("refused ({status}): {message}")))
            }
            Failure::NotSent { message } => (Status::Started, Safe::line(&format!("not sent: {message}"))),
            Failure::NotApplied { message } => (Status::Unknown, Safe::line(&format!("proven not applied: {message}"))),
        };
        self.close(intent, &[from], Status::Failed, "intent.failed")?;
        self.undone = Some(Undone::Failed(words.clone()));
        self.tell(&words);
        Ok(())
    }

    /// Said first, it is being looked for; said again, a person is asked.
    fn intent_unknown(&mut self, intent: Ulid, reason: &Safe) -> Result<(), Violation> {
        let node = self.opened(intent, &[Status::Started, Status::Unknown], "intent.unknown")?;
        if let Some(cell) = self.cells.get_mut(&node) {
            cell.question = (cell.status == Status::Unknown).then(|| reason.clone());
            cell.status = Status::Unknown;
        }
        self.tell(&Safe::line(&format!("OUTCOME UNKNOWN: {reason}")));
        Ok(())
    }

    fn resolved(&mut self, node: &NodeId, answer: Answer, reason: &Safe, by: &Safe) -> Result<(), Violation> {
        const EVENT: &str = "human.resolved";
        if reason.trim().is_empty() {
            return Err(Violation::NoReason);
        }
        if let Some(open) = self.open.as_ref().filter(|open| open.node == *node) {
            let request = self.requests.get(&open.request);
            if request.is_some_and(|request| request.is_own(by) && !request.asked().rule.allow_self) {
                return Err(Violation::Denied(Denial::Own { by: by.clone() }));
            }
        }
        let attempt = self.cells.get(node).map_or(0, |cell| cell.attempt);
        let end = self.answered(node, answer).ok_or(Violation::WrongNode { node: node.clone(), event: EVENT })?;
        let cell = self.cell_in(node, attempt, &[Status::Unknown], EVENT)?;
        (cell.status, cell.ending) = end;
        cell.question = None;
        let open = self.open.take_if(|open| open.node == *node);
        let was_open = open.is_some();
        if let Some(open) = open {
            self.done.extend((answer == Answer::Applied).then_some(open.request));
        }
        let word = match answer {
            Answer::Applied => "yes",
            Answer::NotApplied => "no",
            Answer::Abandon => "abandoned",
        };
        let words = Safe::line(&format!("{word}, says {by}: {reason}"));
        self.tell(&words);
        if was_open && answer != Answer::Applied {
            self.undone = Some(Undone::Failed(words));
        }
        Ok(())
    }

    /// What an answer makes of a node; nothing where it is no answer to its question.
    pub(super) fn answered(&self, node: &NodeId, answer: Answer) -> Option<(Status, Ending)> {
        let does = &self.node(node)?.does;
        Some(match (does, answer) {
            (Does::Gate { .. } | Does::Collect { .. } | Does::Loop { .. } | Does::Outcome { .. }, _)
            | (Does::Route { .. }, Answer::Applied) => return None,
            (_, Answer::Abandon) | (Does::Wait { .. }, Answer::NotApplied) => {
                (Status::Skipped(Skip::Abandoned), Ending::Done)
            }
            (Does::Condition { .. }, Answer::Applied) => (Status::Succeeded, Ending::Said(Truth::Yes)),
            (Does::Condition { .. }, Answer::NotApplied) => (Status::Succeeded, Ending::Said(Truth::No)),
            (Does::Action { .. }, Answer::NotApplied) => (Status::Failed, Ending::Done),
            _ => (Status::Succeeded, Ending::Done),
        })
    }

    /// The node of the open intent, where it is this one and its node is in one of these states.
    fn opened(&mut self, intent: Ulid, allowed: &[Status], event: &'static str) -> Result<NodeId, Violation> {
        let open = self.open.as_ref().filter(|open| open.intent.id == intent);
        let node = open.ok_or(Violation::NoIntent { intent })?.node.clone();
        let attempt = self.cells.get(&node).map_or(0, |cell| cell.attempt);
        self.cell_in(&node, attempt, allowed, event)?;
        Ok(node)
    }

    fn close(
        &mut self,
        intent: Ulid,
        allowed: &[Status],
        status: Status,
        event: &'static str,
    ) -> Result<(), Violation> {
        let node = self.opened(intent, allowed, event)?;
        if let Some(cell) = self.cells.get_mut(&node) {
            cell.status = status;
            cell.question = None;
        }
        let open = self.open.take().filter(|_| status == Status::Succeeded);
        self.done.extend(open.map(|open| open.request));
        Ok(())
    }
}
