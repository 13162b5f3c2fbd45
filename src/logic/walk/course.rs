//! Where a walk goes from a node that is over, and what parameters stand for.

use jiff::{SignedDuration, Timestamp};

use crate::domain::{
    Truth,
    action::Wish,
    strategy::{Amount, Does, NodeId, Value, WishTemplate},
    text::Safe,
    walk::Skip,
};

use super::{Cell, Ending, Status, Violation, WalkState};

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    Node(NodeId),
    /// There is no way on: the walk fails there.
    Stop {
        node: NodeId,
        reason: Safe,
    },
    /// The current node is not over, or the walk is.
    Nothing,
}

impl WalkState {
    /// Where the walk goes.
    #[must_use]
    pub fn next(&self) -> Next {
        let Some(id) = &self.current else {
            return if self.start.is_some() { Next::Node(self.strategy.start.clone()) } else { Next::Nothing };
        };
        let (Some(node), Some(cell)) = (self.node(id), self.cell(id)) else { return Next::Nothing };
        if !cell.status.is_final() {
            return Next::Nothing;
        }
        let to = |id: &NodeId| Next::Node(id.clone());
        match &node.does {
            Does::Gate { action, on_reject, .. } => match cell.status {
                Status::Skipped(Skip::Rejected) => to(on_reject),
                _ => self.after_action(action, cell),
            },
            Does::Action { .. } => self.after_action(id, cell),
            Does::Condition { yes, no, on_unknown, .. } => match (&cell.ending, cell.status) {
                (Ending::Said(Truth::Yes), Status::Succeeded) => to(yes),
                (Ending::Said(Truth::No), Status::Succeeded) => to(no),
                (_, Status::Succeeded) => or_stop(id, on_unknown.as_ref(), "its answer is unknown"),
                _ => stop(id, "abandoned by a person"),
            },
            Does::Route { cases, otherwise, on_unknown, .. } => match (&cell.ending, cell.status) {
                (Ending::Went(Some(value)), Status::Succeeded) => to(cases.get(value).unwrap_or(otherwise)),
                (Ending::Went(None), Status::Succeeded) => or_stop(id, on_unknown.as_ref(), "its value is unknown"),
                (_, Status::Succeeded) => to(otherwise),
                _ => stop(id, "abandoned by a person"),
            },
            Does::Collect { next, on_failure } => match cell.status {
                Status::Succeeded => to(next),
                _ => or_stop(id, on_failure.as_ref(), "nothing could be collected"),
            },
            Does::Loop { body, next, exhausted, .. } => match (&cell.ending, cell.looping) {
                (Ending::Said(Truth::Yes), _) => to(next),
                (_, true) => to(body),
                (_, false) => to(exhausted),
            },
            Does::Wait { next, .. } if cell.status == Status::Succeeded => to(next),
            Does::Wait { .. } => stop(id, "abandoned by a person"),
            Does::Outcome { .. } => Next::Nothing,
        }
    }

    fn after_action(&self, action: &NodeId, cell: &Cell) -> Next {
        let Some(Does::Action { next, on_failure, on_unknown, .. }) = self.node(action).map(|node| &node.does) else {
            return Next::Nothing;
        };
        match cell.status {
            Status::Succeeded => Next::Node(next.clone()),
            Status::Skipped(_) => or_stop(action, on_unknown.as_ref(), "abandoned by a person"),
            _ => Next::Node(on_failure.clone()),
        }
    }

    /// In seconds or, of a scale, in replicas. Every parameter was found to fit when the walk started.
    pub(super) fn amount(&self, amount: &Amount) -> u64 {
        self.amount_of(amount).unwrap_or_default()
    }

    fn amount_of(&self, amount: &Amount) -> Result<u64, Violation> {
        let name = match amount {
            Amount::Given(number) => return Ok(*number),
            Amount::Parameter(name) => name,
        };
        let set = self.start.as_ref().and_then(|start| start.parameters.get(name));
        let default = || self.strategy.parameters.get(name).and_then(|parameter| parameter.default.as_ref());
        let number = match set.or_else(default) {
            Some(Value::Duration(seconds)) => Some(*seconds),
            Some(Value::Integer(number)) => u64::try_from(*number).ok(),
            _ => None,
        };
        number.ok_or_else(|| Violation::Parameter { name: name.clone() })
    }

    /// Whether every number of the strategy can be told.
    pub(super) fn amounts_fit(&self) -> Result<(), Violation> {
        use crate::domain::strategy::Lasting::{For, Within};
        for node in &self.strategy.nodes {
            let amount = match &node.does {
                Does::Condition { lasting: For(amount) | Within(amount), .. }
                | Does::Gate { expires: amount, .. }
                | Does::Loop { delay: amount, .. }
                | Does::Wait { seconds: amount, .. } => amount,
                Does::Action { wish: WishTemplate::Scale { replicas }, .. } => {
                    let (Amount::Given(_) | Amount::Parameter(_)) = replicas;
                    let fits = u32::try_from(self.amount_of(replicas)?).is_ok();
                    if !fits {
                        return Err(Violation::Parameter { name: Safe::from_static("replicas") });
                    }
                    &node.timeout
                }
                _ => &node.timeout,
            };
            self.amount_of(amount)?;
            self.amount_of(&node.timeout)?;
        }
        Ok(())
    }

    /// What an action is to do, with its parameters filled in.
    pub(super) fn wish(&self, action: &NodeId) -> Option<Wish> {
        match &self.node(action)?.does {
            Does::Action { wish: WishTemplate::Fixed(wish), .. } => Some(wish.clone()),
            Does::Action { wish: WishTemplate::Scale { replicas }, .. } => {
                Some(Wish::Scale { replicas: u32::try_from(self.amount(replicas)).ok()? })
            }
            _ => None,
        }
    }

    /// Whether a wait that fired so late asks a person first: later than a minute and than half of itself, with an action behind it.
    pub(super) fn late_asks(&self, id: &NodeId, late_s: u64) -> bool {
        let Some(Does::Wait { seconds, next }) = self.node(id).map(|node| &node.does) else { return false };
        let acts = matches!(self.node(next).map(|node| &node.does), Some(Does::Gate { .. } | Does::Action { .. }));
        acts && late_s > (self.amount(seconds) / 2).max(60)
    }
}

fn stop(node: &NodeId, reason: &'static str) -> Next {
    Next::Stop { node: node.clone(), reason: Safe::from_static(reason) }
}

fn or_stop(node: &NodeId, to: Option<&NodeId>, reason: &'static str) -> Next {
    to.map_or_else(|| stop(node, reason), |to| Next::Node(to.clone()))
}

/// So many seconds later.
pub(super) fn later(at: Timestamp, seconds: u64) -> Timestamp {
    let seconds = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    at.saturating_add(seconds).unwrap_or(Timestamp::MAX)
}

/// Whole seconds from one time to another; 0 where it is not later.
pub(super) fn seconds_between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.duration_since(from).as_secs()).unwrap_or_default()
}
