//! The drill that a console is part of: what it was told at the start, and how it stands.

use serde::Serialize;

use crate::domain::{incident::Place, text::Safe, workload::Kind};

/// A drill, as its console knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// What is wrong, in a line that does not give the cause away.
    pub title: Safe,
    /// What the pager said, and whatever else there is to know at the start.
    pub story: Vec<Safe>,
    /// How many times as fast as others the simulated cluster's clock runs.
    pub speed: u32,
    /// The kubeconfig that others join with.
    pub kubeconfig: Safe,
    /// The change that went out, where there was one.
    pub change: Option<Change>,
    pub standing: Standing,
}

/// The diff of the deploy that a drill is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub namespace: Safe,
    pub kind: Kind,
    pub name: Safe,
    /// The file that holds it.
    pub file: Safe,
}

/// How a drill stands; whoever referees it says so whenever that changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Standing {
    /// In words, once what was broken is well again.
    pub recovered: Option<Safe>,
    /// In words, while the last change may still help.
    pub awaited: Option<Safe>,
    /// Who looked, who changed what, and whether it helped.
    pub so_far: Vec<Safe>,
    /// What it was, and what would have been best: told at the end.
    pub answer: Vec<Safe>,
}

impl Change {
    /// Whether it went out to this rollout.
    #[must_use]
    pub fn is_of(&self, place: &Place) -> bool {
        (&self.namespace, self.kind, &self.name) == (&place.namespace, place.kind, &place.name)
    }
}
