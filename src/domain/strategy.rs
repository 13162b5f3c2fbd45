//! A recovery strategy: a decision tree as people write it in YAML, parsed and found sound.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    action::Wish, analysis::Category, digest::Digest, environment::Environment, severity::Severity, text::Safe,
    workload::Kind,
};

/// A node's name within its strategy: `[a-z0-9_-]{1,40}`.
pub type NodeId = Safe;

/// The seven phases of a recovery (B19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Preparation,
    ImmediateResponse,
    Stabilization,
    Validation,
    Optimization,
    Cleanup,
    PostRecovery,
}

/// A strategy. A walk stores it as canonical JSON and goes on with that, whatever the file says later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strategy {
    pub id: Safe,
    pub version: u32,
    pub title: Safe,
    pub description: Safe,
    pub applies_to: AppliesTo,
    pub parameters: BTreeMap<Safe, Parameter>,
    pub start: NodeId,
    /// In the order of the file.
    pub nodes: Vec<Node>,
}

/// What a strategy is for; an empty list means any.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AppliesTo {
    pub categories: Vec<Category>,
    pub severities: Vec<Severity>,
    pub kinds: Vec<Kind>,
    pub environments: Vec<Environment>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broken_by: Vec<Origin>,
}

/// What broke a rollout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A revision that went out.
    Revision,
    /// Nothing that a revision explains: what ran before fails as well.
    Outside,
}

/// Something that `--set K=V` may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    pub sort: ParameterSort,
    pub default: Option<Value>,
    pub description: Safe,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterSort {
    /// `180s`, `5m`, `1h30m`
    Duration,
    Integer,
    Text,
    Boolean,
}

/// The value of a parameter. A duration is in whole seconds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum Value {
    Duration(u64),
    Integer(i64),
    Text(Safe),
    Boolean(bool),
}

/// A number that is written, or taken from a parameter (`$hold`): seconds wherever it is a time, and replicas of `scale`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    Given(u64),
    Parameter(Safe),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    pub id: NodeId,
    /// Counted from 1, in the file.
    pub line: u32,
    pub title: Safe,
    pub phase: Option<Phase>,
    /// Seconds for one look or one call; the default is 300 (B17).
    pub timeout: Amount,
    pub does: Does,
}

/// The six types of node of B11, and wait and outcome. `parallel` is known to the parser and refused as "not yet".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Does {
    /// Asks a question of recorded observations. Unknown asks a person unless `on_unknown` says where to go, which is never `yes`.
    Condition { check: Expression, lasting: Lasting, yes: NodeId, no: NodeId, on_unknown: Option<NodeId> },
    /// Waits for people to approve exactly one action.
    Gate { action: NodeId, quorum: Option<u8>, expires: Amount, on_reject: NodeId },
    /// Changes something: reached through its gate only.
    Action { wish: WishTemplate, next: NodeId, on_failure: NodeId, on_unknown: Option<NodeId> },
    /// Reads into evidence; changes nothing and needs no gate.
    Collect { next: NodeId, on_failure: Option<NodeId> },
    /// Goes where a text says.
    Route { value: Expression, cases: BTreeMap<Safe, NodeId>, otherwise: NodeId, on_unknown: Option<NodeId> },
    /// Goes through `body` until the check holds, at most `max` times, with `delay` seconds between. A node of the body that names the loop as
    /// its successor ends one round.
    Loop { body: NodeId, until: Expression, max: u8, delay: Amount, next: NodeId, exhausted: NodeId },
    /// Until an absolute time, fixed when it is reached.
    Wait { seconds: Amount, next: NodeId },
    /// The end.
    Outcome { result: Outcome, say: Safe },
}

/// How long a condition looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lasting {
    /// Once, now.
    Once,
    /// A verify: until it holds, at most so many seconds.
    Within(Amount),
    /// A hold: it has to hold for so many seconds without a break; an unknown or a gap of more than 15 s between samples starts it again.
    For(Amount),
}

/// An action's wish whose texts and numbers may name parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WishTemplate {
    /// Nothing in it is a parameter.
    Fixed(Wish),
    /// `scale` to a parameter's number.
    Scale { replicas: Amount },
}

/// A CEL expression, at most 2 KiB of it, and what it names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Expression {
    pub source: Safe,
    /// The observations that it reads, as `rollout.old_ready`.
    pub reads: Vec<Safe>,
}

/// How a walk ends, if it ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Recovered,
    NotRecovered,
    /// Somebody has to go on by hand: what to do is in the words.
    NeedsPeople,
}

/// A strategy with the bytes that walks bind to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    pub strategy: Strategy,
    /// Canonical JSON of the strategy.
    pub json: Vec<u8>,
    pub sha256: Digest,
}
