//! Ways through a tree. Every node but an outcome leads on, so a tree without a cycle ends every way in an outcome.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{strategy::Does, text::Safe};

use super::node::Placed;

type Names<'n> = BTreeMap<&'n Safe, &'n Placed>;

/// Where a node leads within one round: a node of a loop's body that names the loop ends its round, which is no cycle.
fn onward<'n>(name: &Safe, names: &Names<'n>, round: &BTreeSet<&Safe>) -> Vec<&'n Safe> {
    let Some(placed) = names.get(name) else { return Vec::new() };
    let leads = placed.leads.iter().map(|(_, _, next)| next);
    leads
        .filter(|next| !(round.contains(next) && is_loop(next, names)))
        .filter_map(|next| names.get_key_value(next))
        .map(|(key, _)| *key)
        .collect()
}

fn is_loop(name: &Safe, names: &Names<'_>) -> bool {
    names.get(name).is_some_and(|placed| matches!(placed.node.does, Does::Loop { .. }))
}

/// A cycle, from a node back to itself, if there is one.
pub fn cycle(start: &Safe, names: &Names<'_>) -> Option<Vec<Safe>> {
    let (start, _) = names.get_key_value(start)?;
    let mut done = BTreeSet::new();
    visit(start, names, &mut Vec::new(), &mut done)
}

fn visit<'n>(
    name: &'n Safe,
    names: &Names<'n>,
    way: &mut Vec<&'n Safe>,
    done: &mut BTreeSet<&'n Safe>,
) -> Option<Vec<Safe>> {
    if let Some(at) = way.iter().position(|before| *before == name) {
        let around = way.iter().skip(at).chain(std::iter::once(&name));
        return Some(around.map(|name| (*name).clone()).collect());
    }
    if done.contains(name) {
        return None;
    }
    way.push(name);
    let round: BTreeSet<&Safe> = way.iter().copied().collect();
    let found = onward(name, names, &round).into_iter().find_map(|next| visit(next, names, way, done));
    way.pop();
    done.insert(name);
    found
}

/// Nodes on the longest way, in a tree without a cycle.
pub fn depth(start: &Safe, names: &Names<'_>) -> Option<usize> {
    let (start, _) = names.get_key_value(start)?;
    Some(longest(start, names, &mut BTreeSet::new(), &mut BTreeMap::new()))
}

fn longest<'n>(
    name: &'n Safe,
    names: &Names<'n>,
    round: &mut BTreeSet<&'n Safe>,
    known: &mut BTreeMap<&'n Safe, usize>,
) -> usize {
    if let Some(depth) = known.get(name) {
        return *depth;
    }
    round.insert(name);
    let below = onward(name, names, &round.iter().copied().collect())
        .into_iter()
        .map(|next| longest(next, names, round, known))
        .max()
        .unwrap_or_default();
    round.remove(name);
    known.insert(name, below + 1);
    below + 1
}
