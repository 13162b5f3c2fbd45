//! Records that cannot follow each other: the walk stops there, and is read-only from then on.

use crate::{
    domain::{journal::Ulid, strategy::NodeId, text::Safe},
    logic::gate::Denial,
};

use super::Status;

/// What is wrong with a record, after the ones before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    #[error("the walk has not started")]
    NotStarted,
    #[error("the walk has started already")]
    StartedAgain,
    #[error("the walk has ended")]
    Ended,
    #[error("the walk was not asked to cancel")]
    NotCancelling,
    #[error("nothing is begun in a walk that is being stopped")]
    Cancelling,
    #[error("engine {engine} is not known; this is {}", crate::domain::walk::ENGINE)]
    Engine { engine: u32 },
    #[error("strategy {recorded} was recorded, {given} was given")]
    OtherStrategy { recorded: Safe, given: Safe },
    #[error("parameter {name} has no value that fits")]
    Parameter { name: Safe },
    #[error("the strategy has no node {node}")]
    NoNode { node: NodeId },
    #[error("node {node} is not what {event} is about")]
    WrongNode { node: NodeId, event: &'static str },
    #[error("node {node} is not where the walk goes")]
    OffCourse { node: NodeId },
    #[error("{event}: node {node} is {status:?}")]
    Status { node: NodeId, status: Status, event: &'static str },
    #[error("{event}: attempt {attempt} of node {node} is not the current one, {current}")]
    Attempt { node: NodeId, attempt: u32, current: u32, event: &'static str },
    #[error("node {node} is not finished")]
    Busy { node: NodeId },
    #[error("there is no open request {request}")]
    NoRequest { request: Ulid },
    #[error("the binding is not what the request is about: {what}")]
    Binding { what: Safe },
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("there is no open intent {intent}")]
    NoIntent { intent: Ulid },
    #[error("intent {intent} is open")]
    OpenIntent { intent: Ulid },
    #[error("a person's answer needs a reason")]
    NoReason,
    #[error("lease token {token} does not rise above {before}")]
    Token { token: u64, before: u64 },
}
