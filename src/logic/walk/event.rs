//! What happens to a walk, and what it orders to be done.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    domain::{
        Truth,
        action::{ActionSpec, Intent, Plan, Refusal, Reply, Sight, Wish},
        approval::Rule,
        digest::Digest,
        journal::Ulid,
        strategy::{Expression, NodeId},
        text::Safe,
        walk::{Answer, Entry},
    },
    logic::gate::{Approved, Ground},
};

/// When it is, and whether this console may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    pub now: Timestamp,
    /// Armed, and its lease has the seconds that an effect may take. Without, it looks and never writes.
    pub may_write: bool,
}

/// Something that happened. Each is the answer to an order, but the first three and a person's word; what comes too late is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// This console has just taken the walk: what is open is looked for again, even where a person was asked already.
    Resumed,
    /// Nothing that was ordered is under way. After a step with entries and no order, it is time for the next one at once.
    Tick,
    Cancel {
        reason: Safe,
    },
    Evaluated {
        node: NodeId,
        attempt: u32,
        holds: Truth,
        reading: Reading,
    },
    Routed {
        node: NodeId,
        attempt: u32,
        value: Option<Safe>,
        reading: Reading,
    },
    Collected {
        node: NodeId,
        attempt: u32,
        capture: Capture,
    },
    Planned {
        node: NodeId,
        attempt: u32,
        request: Ulid,
        plan: Box<Plan>,
        rule: Rule,
        ground: Box<Ground>,
    },
    PlanRefused {
        node: NodeId,
        attempt: u32,
        refusal: Refusal,
    },
    /// The object was read once more and is what was approved; this would be the intent.
    Ready {
        request: Ulid,
        intent: Intent,
    },
    /// It is not what was approved, or may not be done any more.
    Drifted {
        request: Ulid,
        reason: Safe,
    },
    Replied {
        intent: Ulid,
        reply: Reply,
    },
    Seen {
        intent: Ulid,
        round: Round,
        sight: Sight,
    },
    FenceReplied {
        intent: Ulid,
        round: Round,
        reply: Reply,
    },
    Answered {
        node: NodeId,
        answer: Answer,
        reason: Safe,
    },
}

/// What an expression was evaluated on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    pub observations_sha256: Digest,
    pub inputs: BTreeMap<Safe, Safe>,
}

/// What a collect brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capture {
    Taken { observations_sha256: Digest, words: Safe },
    Failed { reason: Safe },
}

/// Which look for an effect's end it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Round {
    /// Counted from 1.
    pub number: u8,
    pub since: Timestamp,
}

/// What an expression is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    /// Answered by `Evaluated`.
    Truth,
    /// Answered by `Routed`.
    Text,
}

/// Something to do, once the entries that came with it are durable. `Send` and `Fence` are the only ones that write to a cluster.
#[derive(Debug, PartialEq, Eq)]
pub enum Order {
    /// Read what the expression names, live, and evaluate it.
    Observe {
        node: NodeId,
        attempt: u32,
        expression: Expression,
        look: Look,
        timeout_s: u64,
    },
    Collect {
        node: NodeId,
        attempt: u32,
        timeout_s: u64,
    },
    /// Find out what the wish would change.
    Plan {
        node: NodeId,
        attempt: u32,
        wish: Wish,
        timeout_s: u64,
    },
    /// People are to decide on this request.
    AskApproval {
        request: Ulid,
    },
    /// Nothing goes on before this console is armed.
    AskToArm,
    /// Read the object live, and check rights, projection and dry-run again.
    Begin {
        request: Ulid,
    },
    /// Once, and never again.
    Send {
        intent: Box<Intent>,
        approved: Box<Approved<ActionSpec>>,
    },
    /// Look for an effect's end.
    Look {
        intent: Ulid,
        round: Round,
    },
    /// Make sure that the request can never be applied any more.
    Fence {
        intent: Ulid,
        round: Round,
    },
    /// Nothing to do before.
    WaitUntil {
        at: Timestamp,
    },
    AskPerson {
        node: NodeId,
        question: Safe,
    },
}

/// What to record, and what to do then.
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Step {
    pub entries: Vec<Entry>,
    pub orders: Vec<Order>,
}

impl Step {
    pub(super) fn nothing() -> Self {
        Self::default()
    }

    pub(super) fn record(entries: impl Into<Vec<Entry>>) -> Self {
        Self { entries: entries.into(), orders: Vec::new() }
    }

    pub(super) fn order(order: Order) -> Self {
        Self { entries: Vec::new(), orders: vec![order] }
    }

    pub(super) fn and(mut self, order: Order) -> Self {
        self.orders.push(order);
        self
    }
}
