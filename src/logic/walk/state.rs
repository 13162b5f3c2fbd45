//! What a walk's records add up to.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

use crate::{
    domain::{
        action::Intent,
        digest::Digest,
        incident::Place,
        journal::{Alias, Ulid},
        strategy::{Does, Node, NodeId, Outcome, Strategy, Value},
        text::Safe,
        walk::Standing,
    },
    logic::gate::Request,
};

use super::{Cell, Status, Violation};

/// A walk as its records say that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkState {
    pub(super) strategy: Arc<Strategy>,
    pub(super) start: Option<Start>,
    /// All nodes but gates.
    pub(super) cells: BTreeMap<NodeId, Cell>,
    pub(super) current: Option<NodeId>,
    pub(super) requests: BTreeMap<Ulid, Request>,
    pub(super) open: Option<Open>,
    /// The requests whose action is known to have been done.
    pub(super) done: Vec<Ulid>,
    pub(super) path: Vec<Trace>,
    pub(super) cancel: Option<Safe>,
    pub(super) token: u64,
    pub(super) end: Option<End>,
    /// Why the action that the walk came to last was not done.
    pub(super) undone: Option<Undone>,
    pub(super) last_at: Timestamp,
    pub(super) violation: Option<Violation>,
}

/// How it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    pub by: Safe,
    pub at: Timestamp,
    pub def_sha256: Digest,
    pub target: Place,
    pub parameters: BTreeMap<Safe, Value>,
    pub incident: Option<Alias>,
}

/// An intent whose end is not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub intent: Intent,
    pub request: Ulid,
    pub node: NodeId,
    /// Whether a request is known to have left its console.
    pub sent: bool,
    /// Whether a fence was accepted: it can never be applied any more.
    pub fenced: bool,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Completed { outcome: Outcome, say: Safe },
    Failed { node: NodeId, reason: Safe },
    Cancelled,
}

/// Why an action was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// It may not be done, or cannot: nobody was asked to approve it.
    Refused(Safe),
    /// It was approved, and is known not to have been done; or what it would do could not be found out.
    Failed(Safe),
}

/// One node on the way, with what was found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    pub at: Timestamp,
    pub node: NodeId,
    pub attempt: u32,
    pub words: Safe,
}

impl WalkState {
    /// A walk of a strategy, before its first record.
    #[must_use]
    pub fn new(strategy: Arc<Strategy>) -> Self {
        let cells = strategy.nodes.iter().filter(|node| !matches!(node.does, Does::Gate { .. }));
        Self {
            cells: cells.map(|node| (node.id.clone(), Cell::default())).collect(),
            strategy,
            start: None,
            current: None,
            requests: BTreeMap::new(),
            open: None,
            done: Vec::new(),
            path: Vec::new(),
            cancel: None,
            token: 0,
            end: None,
            undone: None,
            last_at: Timestamp::UNIX_EPOCH,
            violation: None,
        }
    }

    #[must_use]
    pub fn strategy(&self) -> &Strategy {
        &self.strategy
    }

    #[must_use]
    pub fn started(&self) -> Option<&Start> {
        self.start.as_ref()
    }

    #[must_use]
    pub fn ended(&self) -> Option<&End> {
        self.end.as_ref()
    }

    /// Why it cannot be continued: a record that cannot follow the ones before it.
    #[must_use]
    pub fn violation(&self) -> Option<&Violation> {
        self.violation.as_ref()
    }

    /// Why it is being cancelled.
    #[must_use]
    pub fn cancelling(&self) -> Option<&Safe> {
        self.cancel.as_ref()
    }

    /// The node that it is at: of an action, its gate.
    #[must_use]
    pub fn current(&self) -> Option<&NodeId> {
        self.current.as_ref()
    }

    /// The intent whose end is not recorded.
    #[must_use]
    pub fn open(&self) -> Option<&Open> {
        self.open.as_ref()
    }

    #[must_use]
    pub fn path(&self) -> &[Trace] {
        &self.path
    }

    #[must_use]
    pub fn request(&self, id: Ulid) -> Option<&Request> {
        self.requests.get(&id)
    }

    /// Every request, in the order of their identities, which is the order of their making.
    pub fn requests(&self) -> impl Iterator<Item = &Request> {
        self.requests.values()
    }

    /// Why it was stopped, and what it had done before that.
    #[must_use]
    pub fn stopped(&self) -> Safe {
        let reason = self.cancel.clone().unwrap_or_default();
        let done: Vec<&str> =
            self.done.iter().filter_map(|id| Some(self.requests.get(id)?.asked().plan.spec.name())).collect();
        Safe::line(&match done.as_slice() {
            [] => format!("stopped: {reason}; nothing was changed"),
            done => format!("stopped: {reason}; {} was done before, and stays", done.join(", ")),
        })
    }

    /// The request that waits at the current gate, or was approved there and is not begun.
    #[must_use]
    pub fn waiting(&self) -> Option<&Request> {
        let cell = self.cell(self.current.as_ref()?)?;
        let waits = matches!(cell.status, Status::AwaitingApproval | Status::Approved);
        self.requests.get(&cell.request.filter(|_| waits)?)
    }

    /// A node's cell; of a gate, its action's.
    #[must_use]
    pub fn cell(&self, id: &NodeId) -> Option<&Cell> {
        self.cells.get(self.subject(id))
    }

    /// What a person is asked at the current node.
    #[must_use]
    pub fn question(&self) -> Option<(&NodeId, &Safe)> {
        let node = self.subject(self.current.as_ref()?);
        Some((node, self.cells.get(node)?.question.as_ref()?))
    }

    /// Why the action that the walk came to last was not done.
    #[must_use]
    pub fn undone(&self) -> Option<&Undone> {
        self.undone.as_ref()
    }

    /// The time as the walk counts it: a clock that was set back neither un-fires nor extends anything.
    #[must_use]
    pub fn effective(&self, now: Timestamp) -> Timestamp {
        now.max(self.last_at)
    }

    /// By how many seconds the clock is behind the newest record (B-43).
    #[must_use]
    pub fn behind(&self, now: Timestamp) -> u64 {
        u64::try_from(self.last_at.duration_since(now).as_secs()).unwrap_or_default()
    }

    /// Where it stands, in one word.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let status = self.current.as_ref().and_then(|id| self.cell(id)).map_or(Status::Planned, |cell| cell.status);
        match &self.end {
            Some(End::Completed { outcome: Outcome::Recovered, .. }) => Standing::Done,
            // What was to be done was not: people who are needed then are not the end that was wanted.
            Some(End::Completed { outcome: Outcome::NeedsPeople, .. }) if self.undone.is_none() => Standing::Done,
            Some(_) => Standing::Failed,
            None if self.open.is_some() && status == Status::Unknown => Standing::Unknown,
            None if self.violation.is_some() => Standing::Failed,
            None if self.waiting().is_some_and(|request| request.approved_at().is_none()) => Standing::Waiting,
            None if self.question().is_some() => Standing::Waiting,
            None => Standing::Running,
        }
    }

    pub(super) fn node(&self, id: &NodeId) -> Option<&Node> {
        self.strategy.nodes.iter().find(|node| node.id == *id)
    }

    /// Whose cell it is: of a gate, its action.
    pub(super) fn subject<'a>(&'a self, id: &'a NodeId) -> &'a NodeId {
        match self.node(id).map(|node| &node.does) {
            Some(Does::Gate { action, .. }) => action,
            _ => id,
        }
    }

    pub(super) fn busy(&self) -> Option<&NodeId> {
        self.cells.iter().find(|(_, cell)| cell.status.is_busy()).map(|(id, _)| id)
    }
}
