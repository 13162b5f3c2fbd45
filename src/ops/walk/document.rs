//! The JSON of every `stanch walk` command, version 1. Keys are only ever added; what is absent is null.

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    adapters::{actions::diff, store::Journal},
    domain::{
        action::{ActionSpec, Blast, Guard, Target},
        approval::{Binding, Rule, Word},
        digest::Digest,
        journal::{Alias, Ulid},
        strategy::{NodeId, Outcome},
        text::Safe,
        walk::Standing,
    },
    logic::{
        gate::Request,
        walk::{End, Trace, Undone, WalkState},
    },
};

use super::{Error, read::Walk};

/// A walk, as it stands.
#[derive(Debug, Serialize)]
pub struct Document {
    /// The version of this schema: 1.
    pub version: u8,
    pub walk: Alias,
    pub state: Standing,
    /// The node that it is at; null before its first one.
    pub node: Option<NodeId>,
    /// What waits for people, or was approved and is not begun.
    pub gate: Option<Gate>,
    /// What a person is asked: `stanch walk resolve` answers.
    pub question: Option<Safe>,
    /// How it ended; null while it goes on, and where it failed or was cancelled.
    pub outcome: Option<Outcome>,
    /// How it ended, in words; null while it goes on.
    pub end: Option<Safe>,
    pub strategy: Safe,
    /// `namespace/kind/name`
    pub target: Safe,
    pub started_by: Safe,
    pub started: Timestamp,
    /// Where it went, and what was found there.
    pub path: Vec<Visit>,
    /// The incident that keeps its evidence.
    pub incident: Option<Alias>,
    /// The strongest thing that rules found in that evidence.
    pub cause: Option<Safe>,
    /// Why what was asked for, or the action that the walk came to last, was refused.
    pub refused: Option<Safe>,
    /// Why nobody can continue it: its records contradict each other.
    pub violation: Option<String>,
}

/// One node on the way.
#[derive(Debug, Serialize)]
pub struct Visit {
    pub at: Timestamp,
    pub node: NodeId,
    pub attempt: u32,
    pub words: Safe,
}

/// What people are asked to approve. Action and target are read from the binding's own bytes.
#[derive(Debug, Serialize)]
pub struct Gate {
    pub request: Ulid,
    /// SHA-256 of the binding's bytes.
    pub binding: Digest,
    /// Its first digits, for reading over a call.
    pub code: String,
    pub expires_at: Timestamp,
    /// What the server's dry-run changes, as a unified diff of YAML.
    pub change: String,
    pub blast: Blast,
    pub guards: Vec<Guard>,
    pub action: ActionSpec,
    pub target: Target,
    /// The same by hand.
    pub command: Safe,
    /// How to take it back.
    pub undo: Safe,
    pub rule: Rule,
    pub approvals: Vec<Approval>,
    /// The binding's bytes.
    pub binding_json: String,
}

/// Somebody's word.
#[derive(Debug, Serialize)]
pub struct Approval {
    pub by: Safe,
    pub at: Timestamp,
    pub word: Word,
    /// `SELF-APPROVED`: by whoever asked or started the walk.
    pub self_approved: bool,
}

impl Document {
    pub async fn of(journal: &dyn Journal, walk: &Walk) -> Result<Self, Error> {
        let start = walk.start()?;
        let state = &walk.state;
        let gate = match state.waiting() {
            Some(request) => Some(gate(journal, request).await?),
            None => None,
        };
        let place = &start.target;
        let visit = |trace: &Trace| {
            let Trace { at, node, attempt, words } = trace.clone();
            Visit { at, node, attempt, words }
        };
        Ok(Self {
            version: 1,
            walk: walk.alias,
            state: state.standing(),
            node: state.current().cloned(),
            gate,
            question: state.question().map(|(_, question)| question.clone()),
            outcome: state.ended().and_then(outcome),
            end: state.ended().map(|ended| end(ended, state)),
            strategy: state.strategy().id.clone(),
            target: Safe::line(&format!("{}/{}/{}", place.namespace, place.kind.plural(), place.name)),
            started_by: start.by.clone(),
            started: start.at,
            path: state.path().iter().map(visit).collect(),
            incident: walk.incident_alias(),
            cause: walk.cause.clone(),
            refused: match state.undone() {
                Some(Undone::Refused(why)) => Some(why.clone()),
                _ => None,
            },
            violation: state.violation().map(ToString::to_string),
        })
    }
}

async fn gate(journal: &dyn Journal, request: &Request) -> Result<Gate, Error> {
    let asked = request.asked();
    let plan = &asked.plan;
    let bound = Binding::read(&asked.binding)
        .map_err(|error| Error::refused(format!("the binding makes no sense: {error}")))?;
    let (before, after) = (journal.blob(plan.before_sha256).await?, journal.blob(bound.dry_run_sha256).await?);
    let lines = diff(&before, &after).ok_or_else(|| Error::refused("the change that was shown makes no sense"))?;
    let approvals = request.decisions().iter().map(|decision| Approval {
        by: decision.by.clone(),
        at: decision.at,
        word: decision.word,
        self_approved: decision.word == Word::Approve && request.is_own(&decision.by),
    });
    Ok(Gate {
        request: asked.id,
        binding: request.binding_sha256(),
        code: request.binding_sha256().code(),
        expires_at: request.until(),
        change: lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect(),
        blast: plan.blast.clone(),
        guards: plan.guards.clone(),
        action: bound.action,
        target: bound.target,
        command: plan.command.clone(),
        undo: plan.undo.clone(),
        rule: asked.rule.clone(),
        approvals: approvals.collect(),
        binding_json: asked.binding.clone(),
    })
}

fn outcome(end: &End) -> Option<Outcome> {
    match end {
        End::Completed { outcome, .. } => Some(*outcome),
        End::Failed { .. } | End::Cancelled => None,
    }
}

fn end(end: &End, state: &WalkState) -> Safe {
    match (end, state.undone()) {
        (End::Completed { say, .. }, Some(Undone::Refused(why) | Undone::Failed(why))) => {
            Safe::line(&format!("{say} ({why})"))
        }
        (End::Completed { say, .. }, None) => say.clone(),
        (End::Failed { node, reason }, _) => Safe::line(&format!("failed at {node}: {reason}")),
        (End::Cancelled, _) => state.stopped(),
    }
}
