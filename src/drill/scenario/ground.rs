//! What a scenario stands on: nodes, objects, steps and behaviours, of its own and of the shipped world that it names.

use jiff::SignedDuration;
use serde_json::Value;

use crate::drill::behaviour::{Behaviours, Mistake};

use super::{
    document::{Document, NodeEntry},
    step::Step,
};

/// Without a word about it the objects are an hour old when the drill starts.
const BEGIN: SignedDuration = SignedDuration::from_hours(-1);

#[derive(Debug, Clone)]
pub struct Ground {
    /// When its objects came to be, before the start.
    pub begin: SignedDuration,
    pub nodes: Vec<NodeEntry>,
    pub objects: Vec<Value>,
    /// In order of time.
    pub steps: Vec<Step>,
    pub behaviours: Behaviours,
}

impl Ground {
    /// Of a file, and of the world below it. What the file says of an image counts before what the world says.
    pub fn of(document: &mut Document, world: Option<&mut Document>) -> Result<Self, Mistake> {
        let mut table = document.table();
        let mut nodes = std::mem::take(&mut document.nodes);
        let mut objects = std::mem::take(&mut document.objects);
        let mut steps = std::mem::take(&mut document.steps);
        let mut begin = document.begin;
        if let Some(world) = world {
            table = table.before(&world.table());
            if nodes.is_empty() {
                nodes = std::mem::take(&mut world.nodes);
            }
            objects.splice(..0, std::mem::take(&mut world.objects));
            steps.append(&mut world.steps);
            begin = begin.into_iter().chain(world.begin).min();
        }
        steps.sort_by_key(|step| step.at);
        let earliest = steps.first().map(|step| step.at.0);
        let begin = std::iter::once(begin.map_or(BEGIN, |begin| begin.0)).chain(earliest).min().unwrap_or(BEGIN);
        Ok(Self { begin, nodes, objects, steps, behaviours: Behaviours::of(&table)? })
    }
}
