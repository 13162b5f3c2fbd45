//! A walk's steps, one a row: those that it went through, where it is, and what may follow.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    domain::{
        strategy::{Does, Node, NodeId},
        text::Safe,
        walk::Standing,
    },
    flow::desk::Walk,
    logic::walk::{Status, Trace, WalkState},
    ui::{theme::Role, widgets::Text},
};

use super::words;

/// Branches are set off by no more than so many steps.
const DEEPEST: usize = 3;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub node: NodeId,
    pub number: usize,
    /// When it was reached; none ahead.
    pub at: Option<Timestamp>,
    pub mark: &'static str,
    pub role: Role,
    pub is_here: bool,
    pub kind: &'static str,
    pub title: Safe,
    pub word: Text,
    /// What was found there.
    pub words: Safe,
    /// How one gets there, ahead: `yes`, `rejected`.
    pub branch: Safe,
    pub depth: usize,
}

/// Every step that was gone through, in order, and those that may follow.
pub fn rows(of: &Walk) -> Vec<Row> {
    let walk = &of.state;
    let last = walk.path().len().saturating_sub(1);
    let passed = |(at, trace)| passed(of, trace, at == last && walk.ended().is_none());
    let mut rows: Vec<Row> = walk.path().iter().enumerate().filter_map(passed).collect();
    if walk.ended().is_none() {
        let mut known: BTreeSet<NodeId> = walk.path().iter().map(|trace| trace.node.clone()).collect();
        let from = walk.current().cloned().or_else(|| Some(walk.strategy().start.clone()));
        match from.filter(|_| walk.current().is_none()) {
            Some(start) => ahead(walk, (&start, &Safe::default()), 0, (&mut known, &mut rows)),
            None => follow(walk, walk.current(), 0, (&mut known, &mut rows)),
        }
    }
    rows
}

/// The row where the walk is, or its last one.
pub fn here(rows: &[Row]) -> usize {
    let last = rows.iter().rposition(|row| row.at.is_some()).unwrap_or_default();
    rows.iter().position(|row| row.is_here).unwrap_or(last)
}

pub fn node<'w>(walk: &'w WalkState, id: &NodeId) -> Option<&'w Node> {
    walk.strategy().nodes.iter().find(|node| node.id == *id)
}

/// Where a step may lead, and on which answer.
pub fn leads(does: &Does) -> Vec<(Safe, &NodeId)> {
    let word = Safe::from_static;
    match does {
        Does::Condition { yes, no, on_unknown, .. } => [(word("yes"), yes), (word("no"), no)]
            .into_iter()
            .chain(on_unknown.as_ref().map(|to| (word("unknown"), to)))
            .collect(),
        Does::Gate { action, on_reject, .. } => vec![(word("approved"), action), (word("rejected"), on_reject)],
        Does::Action { next, on_failure, on_unknown, .. } => [(word("done"), next), (word("failed"), on_failure)]
            .into_iter()
            .chain(on_unknown.as_ref().map(|to| (word("abandoned"), to)))
            .collect(),
        Does::Collect { next, on_failure } => {
            std::iter::once((word("then"), next)).chain(on_failure.as_ref().map(|to| (word("failed"), to))).collect()
        }
        Does::Route { cases, otherwise, on_unknown, .. } => cases
            .iter()
            .map(|(value, to)| (value.clone(), to))
            .chain([(word("otherwise"), otherwise)])
            .chain(on_unknown.as_ref().map(|to| (word("unknown"), to)))
            .collect(),
        Does::Loop { body, next, exhausted, .. } => {
            vec![(word("each"), body), (word("done"), next), (word("exhausted"), exhausted)]
        }
        Does::Wait { next, .. } => vec![(word("then"), next)],
        Does::Outcome { .. } => Vec::new(),
    }
}

fn passed(of: &Walk, trace: &Trace, is_here: bool) -> Option<Row> {
    let walk = &of.state;
    let node = node(walk, &trace.node)?;
    let cell = walk.cell(&trace.node)?;
    // A cell knows its newest attempt; an older one was given up for it.
    let is_newest = cell.attempt == trace.attempt;
    let is_action = matches!(node.does, Does::Gate { .. } | Does::Action { .. });
    // What was begun by a process that ended is in nobody's flight.
    let is_lost = is_action && cell.status == Status::Started && of.standing() == Standing::Unknown;
    let ((mark, role), word) = if !is_newest {
        (("~", Role::Muted), "again".into())
    } else if is_lost {
        (words::mark(Status::Unknown), "OUTCOME UNKNOWN".into())
    } else {
        (words::mark(cell.status), words::word(walk, &node.does, cell))
    };
    Some(Row {
        node: node.id.clone(),
        number: words::number(walk.strategy(), &node.id),
        at: Some(trace.at),
        mark,
        role,
        is_here: is_here || (is_newest && cell.status.is_busy()),
        kind: words::kind(&node.does),
        title: node.title.clone(),
        word,
        words: trace.words.clone(),
        branch: Safe::default(),
        depth: 0,
    })
}

type Seen<'a> = (&'a mut BTreeSet<NodeId>, &'a mut Vec<Row>);

fn follow(walk: &WalkState, from: Option<&NodeId>, depth: usize, seen: Seen<'_>) {
    let (known, rows) = seen;
    let Some(node) = from.and_then(|id| node(walk, id)) else { return };
    for (at, (branch, to)) in leads(&node.does).into_iter().enumerate() {
        // The usual way goes straight on, the others branch off.
        ahead(walk, (to, &branch), depth + at.min(1), (&mut *known, &mut *rows));
    }
}

fn ahead(walk: &WalkState, (id, branch): (&NodeId, &Safe), depth: usize, (known, rows): Seen<'_>) {
    if !known.insert(id.clone()) {
        return;
    }
    let Some(node) = node(walk, id) else { return };
    let status = walk.cell(id).map_or(Status::Planned, |cell| cell.status);
    // Of an action the gate says how it stands; ahead nothing has happened.
    let (mark, role) = if matches!(node.does, Does::Action { .. }) || !status.is_final() {
        ("-", Role::Muted)
    } else {
        words::mark(status)
    };
    rows.push(Row {
        node: id.clone(),
        number: words::number(walk.strategy(), id),
        at: None,
        mark,
        role,
        is_here: false,
        kind: words::kind(&node.does),
        title: node.title.clone(),
        word: "".into(),
        words: Safe::default(),
        branch: branch.clone(),
        depth: depth.min(DEEPEST),
    });
    follow(walk, Some(id), depth, (known, rows));
}
