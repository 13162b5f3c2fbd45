//! Journals and steps, each kept once under a number, so that a state of the exploration is small.

use std::collections::HashMap;

use crate::{
    domain::walk::Entry,
    logic::walk::{
        Event, Moment, Order, WalkState, step_by,
        tests::{
            explore::{
                console::{Deed, Happening},
                variant::Variant,
                world::key_of,
            },
            make::{at, safe},
        },
    },
};

pub type WalkNo = u32;

/// What a step came to.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub entries: Vec<Entry>,
    pub deed: Option<Deed>,
}

/// Every walk that was seen, and every step of it.
pub struct Journals {
    pub variant: Variant,
    pub walks: Vec<WalkState>,
    by_print: HashMap<String, Vec<WalkNo>>,
    steps: HashMap<(WalkNo, Happening), u32>,
    pub outcomes: Vec<Outcome>,
    appended: HashMap<(WalkNo, u32), Option<WalkNo>>,
}

impl Journals {
    pub fn new(variant: Variant) -> Self {
        let (by_print, steps, appended) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { variant, walks: Vec::new(), by_print, steps, outcomes: Vec::new(), appended }
    }

    pub fn keep(&mut self, mut walk: WalkState) -> WalkNo {
        // The way is for people: no step reads it.
        walk.path.clear();
        let print = format!("{:?} {:?} {}", walk.cells, walk.open, walk.requests.len());
        let same = self.by_print.entry(print).or_default();
        if let Some(no) = same.iter().find(|no| self.walks[**no as usize] == walk) {
            return *no;
        }
        let no = WalkNo::try_from(self.walks.len()).unwrap();
        same.push(no);
        self.walks.push(walk);
        no
    }

    pub fn walk(&self, no: WalkNo) -> &WalkState {
        &self.walks[no as usize]
    }

    /// The product's own step.
    pub fn step(&mut self, no: WalkNo, happening: Happening) -> u32 {
        if let Some(outcome) = self.steps.get(&(no, happening)) {
            return *outcome;
        }
        let walk = self.walk(no);
        let event: Event = happening.event(walk);
        let step = step_by(&self.variant, walk, &event, Moment { now: at(0), may_write: true });
        let deed = step.orders.iter().find_map(|order| match order {
            Order::Observe { .. } => Some(Deed::Observe),
            Order::Plan { .. } => Some(Deed::Plan),
            Order::Begin { .. } => Some(Deed::Begin),
            Order::Send { intent, approved } => {
                assert_eq!(approved.target().uid, intent.uid);
                Some(Deed::Send { key: key_of(intent.id), rv: intent.rv.parse().unwrap() })
            }
            Order::Look { intent, round } => Some(Deed::Look { key: key_of(*intent), round: round.number }),
            Order::Fence { intent, round } => {
                let rv = walk.open().unwrap().intent.rv.parse().unwrap();
                Some(Deed::Fence { key: key_of(*intent), rv, round: round.number })
            }
            _ => None,
        });
        self.outcomes.push(Outcome { entries: step.entries, deed });
        let outcome = u32::try_from(self.outcomes.len() - 1).unwrap();
        self.steps.insert((no, happening), outcome);
        outcome
    }

    /// The walk after a step's entries; nothing where a record cannot follow: the store refuses it.
    pub fn append(&mut self, no: WalkNo, outcome: u32) -> Option<WalkNo> {
        if let Some(known) = self.appended.get(&(no, outcome)) {
            return *known;
        }
        let entries = self.outcomes[outcome as usize].entries.clone();
        let after = self.append_entries(no, &entries, "op");
        self.appended.insert((no, outcome), after);
        after
    }

    pub fn append_entries(&mut self, no: WalkNo, entries: &[Entry], by: &str) -> Option<WalkNo> {
        let mut walk = self.walk(no).clone();
        for entry in entries {
            walk.apply(entry, at(0), &safe(by)).ok()?;
        }
        Some(self.keep(walk))
    }
}
