//! What is next, when nothing that was ordered is under way.

use jiff::Timestamp;

use crate::domain::{
    strategy::{Does, Lasting, Node, NodeId},
    text::Safe,
    walk::{Entry, Skip},
};

use super::{
    Cell, Look, Moment, Next, Order, Status, Step, WalkState,
    course::{later, seconds_between},
    lasting::EVERY,
};

impl WalkState {
    pub(super) fn tick(&self, moment: Moment, resumed: bool) -> Step {
        if let Some(open) = &self.open {
            return self.pursue(open, moment, resumed);
        }
        if self.cancel.is_some() {
            return Step::record(self.cancelled());
        }
        let Some(id) = &self.current else { return self.onward(moment.now) };
        let (Some(node), Some(cell)) = (self.node(id), self.cell(id)) else { return Step::nothing() };
        match cell.status {
            Status::AwaitingApproval | Status::Approved => self.before_gate(node, cell, moment),
            Status::Started => self.look(node, cell, moment.now),
            Status::Unknown => self.ask(),
            _ => Self::after_loop_delay(node, cell, moment.now).unwrap_or_else(|| self.onward(moment.now)),
        }
    }

    pub(super) fn ask(&self) -> Step {
        let order =
            |(node, question): (&NodeId, &Safe)| Order::AskPerson { node: node.clone(), question: question.clone() };
        self.question().map(order).map_or_else(Step::nothing, Step::order)
    }

    fn look(&self, node: &Node, cell: &Cell, now: Timestamp) -> Step {
        let (id, attempt, timeout_s) = (node.id.clone(), cell.attempt, self.amount(&node.timeout));
        let (expression, look) = match &node.does {
            Does::Collect { .. } => return Step::order(Order::Collect { node: id, attempt, timeout_s }),
            Does::Wait { .. } => return timer(node, cell, now).unwrap_or_else(Step::nothing),
            Does::Condition { check, lasting, .. } => {
                let next = cell.samples.last().map(|sample| later(sample.at, EVERY));
                let soon = next.filter(|at| *at > now && *lasting != Lasting::Once);
                if let Some(at) = soon {
                    return Step::order(Order::WaitUntil { at });
                }
                (check, Look::Truth)
            }
            Does::Loop { until, .. } => (until, Look::Truth),
            Does::Route { value, .. } => (value, Look::Text),
            // An outcome is over in the step that reaches it.
            Does::Gate { .. } | Does::Action { .. } | Does::Outcome { .. } => return Step::nothing(),
        };
        Step::order(Order::Observe { node: id, attempt, expression: expression.clone(), look, timeout_s })
    }

    fn after_loop_delay(node: &Node, cell: &Cell, now: Timestamp) -> Option<Step> {
        matches!(node.does, Does::Loop { .. }).then(|| timer(node, cell, now)).flatten()
    }

    fn onward(&self, now: Timestamp) -> Step {
        match self.next() {
            Next::Node(id) => Step::record(self.reached(id, now)),
            Next::Stop { node, reason } => {
                let mut entries = self.passed_by(None);
                entries.push(Entry::Failed { node, reason });
                Step::record(entries)
            }
            Next::Nothing => Step::nothing(),
        }
    }

    fn reached(&self, id: NodeId, now: Timestamp) -> Vec<Entry> {
        let attempt = self.cell(&id).map_or(0, |cell| cell.attempt).saturating_add(1);
        let mut entries = vec![Entry::Reached { node: id.clone(), attempt }];
        match self.node(&id).map(|node| &node.does) {
            Some(Does::Wait { seconds, .. }) => {
                let fire_at = later(now, self.amount(seconds));
                entries.push(Entry::TimerSet { node: id, attempt, fire_at });
            }
            Some(Does::Outcome { result, say }) => {
                entries.extend(self.passed_by(Some(&id)));
                entries.push(Entry::Completed { outcome: *result, say: say.clone() });
            }
            _ => {}
        }
        entries
    }

    /// The nodes that the walk did not come to.
    fn passed_by(&self, end: Option<&NodeId>) -> Vec<Entry> {
        let planned = self.cells.iter().filter(|(id, cell)| cell.status == Status::Planned && Some(*id) != end);
        planned.map(|(id, cell)| skipped(id, cell, Skip::NotTaken)).collect()
    }

    fn cancelled(&self) -> Vec<Entry> {
        let unfinished = self.cells.iter().filter(|(_, cell)| !cell.status.is_final());
        let mut entries: Vec<Entry> = unfinished.map(|(id, cell)| skipped(id, cell, Skip::Cancelled)).collect();
        entries.push(Entry::Cancelled);
        entries
    }
}

fn skipped(node: &NodeId, cell: &Cell, why: Skip) -> Entry {
    Entry::Skipped { node: node.clone(), attempt: cell.attempt, why }
}

fn timer(node: &Node, cell: &Cell, now: Timestamp) -> Option<Step> {
    let at = cell.fire_at?;
    if now < at {
        return Some(Step::order(Order::WaitUntil { at }));
    }
    let (node, attempt) = (node.id.clone(), cell.attempt);
    Some(Step::record([Entry::TimerFired { node, attempt, late_s: seconds_between(at, now) }]))
}
