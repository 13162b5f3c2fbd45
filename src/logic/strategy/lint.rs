//! What holds of a sound tree: names that exist, no way round a gate, no way without an end, no cycle but a bounded loop's (R-22, T4).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{
        fault::nearest,
        strategy::{Does, NodeId},
        text::Safe,
    },
    logic::yaml::{Faults, Spot},
};

use super::{
    node::{Nodes, Placed},
    paths,
};

const MOST_NODES: usize = 500;
const DEEPEST: usize = 32;

/// Adds every fault of the tree that begins at `start`. A tree of which a node could not be read is looked at for its names alone.
pub fn check(start: (Spot, &str), nodes: &Nodes, faults: &mut Faults) {
    if nodes.names.len() > MOST_NODES {
        faults.add(start.0, &format!("{} nodes; a strategy has at most {MOST_NODES}", nodes.names.len()));
        return;
    }
    targets(start, nodes, faults);
    if nodes.read.len() < nodes.names.len() {
        return;
    }
    let names: BTreeMap<&Safe, &Placed> = nodes.read.iter().map(|placed| (&placed.node.id, placed)).collect();
    gates(start, &nodes.read, &names, faults);
    let begins = Safe::line(start.1);
    let Some(root) = names.get(&begins) else { return };
    for placed in unreached(root, &nodes.read, &names) {
        faults.add(placed.at, &format!("node `{}` is never reached", placed.node.id));
    }
    if let Some(cycle) = paths::cycle(&begins, &names) {
        let at = cycle.first().and_then(|name| names.get(name)).map_or(start.0, |placed| placed.at);
        let way: Vec<_> = cycle.iter().map(Safe::as_str).collect();
        faults.add(at, &format!("cycle: {}", way.join(" > ")));
    } else if let Some(depth) = paths::depth(&begins, &names).filter(|depth| *depth > DEEPEST) {
        faults.add(start.0, &format!("a path of {depth} nodes; at most {DEEPEST}"));
    }
}

fn targets(start: (Spot, &str), nodes: &Nodes, faults: &mut Faults) {
    let known = || nodes.names.iter().map(Safe::as_str);
    let mut complain = |at: Spot, field: &str, name: &str| {
        if known().any(|other| other == name) {
            return;
        }
        let hint = nearest(name, known()).map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
        faults.add(at, &format!("{field} leads to `{name}`, which is no node{hint}"));
    };
    complain(start.0, "start", start.1);
    for placed in &nodes.read {
        for (at, field, name) in &placed.leads {
            complain(*at, field, name);
        }
    }
}

/// T4: an action is reached through its own gate and nothing else, and a gate has exactly one action of its own.
fn gates(start: (Spot, &str), nodes: &[Placed], names: &BTreeMap<&Safe, &Placed>, faults: &mut Faults) {
    let mut owners: BTreeMap<&NodeId, &NodeId> = BTreeMap::new();
    let is_action =
        |name: &NodeId| names.get(name).is_some_and(|placed| matches!(placed.node.does, Does::Action { .. }));
    if is_action(&Safe::line(start.1)) {
        faults.add(start.0, &format!("start leads to action `{}` without a gate", start.1));
    }
    for placed in nodes {
        let gated = match &placed.node.does {
            Does::Gate { action, .. } => Some(action),
            _ => None,
        };
        for (at, field, name) in &placed.leads {
            let opens = gated.is_some() && *field == "action";
            if opens && !is_action(name) && names.contains_key(name) {
                faults.add(*at, &format!("a gate names one action; `{name}` is none"));
            } else if opens && let Some(other) = owners.insert(name, &placed.node.id) {
                faults.add(*at, &format!("action `{name}` has two gates: `{other}` and `{}`", placed.node.id));
            } else if !opens && is_action(name) {
                faults.add(*at, &format!("{field} leads to action `{name}` without a gate; name its gate"));
            }
        }
    }
    for placed in nodes.iter().filter(|placed| is_action(&placed.node.id) && !owners.contains_key(&placed.node.id)) {
        faults.add(placed.at, &format!("action `{}` has no gate", placed.node.id));
    }
}

fn unreached<'n>(root: &'n Placed, nodes: &'n [Placed], names: &BTreeMap<&Safe, &'n Placed>) -> Vec<&'n Placed> {
    let mut seen: BTreeSet<&Safe> = BTreeSet::from([&root.node.id]);
    let mut open = vec![root];
    while let Some(placed) = open.pop() {
        for (_, _, name) in &placed.leads {
            if let Some(next) = names.get(name)
                && seen.insert(&next.node.id)
            {
                open.push(next);
            }
        }
    }
    nodes.iter().filter(|placed| !seen.contains(&placed.node.id)).collect()
}
