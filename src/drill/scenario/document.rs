//! A scenario as its file gives it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::drill::behaviour::{Entry, Moment, Part, Table, Words};

use super::{goal::Goal, place::Place, remedy::Move, step::Step};

/// A file of `assets/drills`, or one that a team keeps. A file that says only what containers do is one as well: its world is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Document {
    pub name: String,
    /// One line for a list, which does not give the answer away.
    pub title: String,
    /// What the person on call is told.
    pub story: String,
    /// A shipped world that this one stands on.
    pub world: Option<String>,
    /// When its objects came to be, before the drill starts: `-9d`.
    pub begin: Option<Moment>,
    pub nodes: Vec<NodeEntry>,
    /// Manifests, as `kubectl create` takes them.
    pub objects: Vec<Value>,
    pub steps: Vec<Step>,
    pub words: Words,
    pub logs: BTreeMap<String, Vec<Part>>,
    pub behaviours: Vec<Entry>,
    /// The change that went out, as `git show` gives it.
    pub diff: String,
    /// The workload that breaks.
    pub broken: Option<Place>,
    /// All of it makes it recovered.
    pub goal: Vec<Goal>,
    pub cause: Option<Cause>,
    /// The best first action.
    pub best: Option<Move>,
    /// The shipped strategy that fits.
    pub strategy: Option<String>,
    /// Tempting actions that do not help.
    pub wrong: Vec<Move>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeEntry {
    pub name: String,
    /// `4`, `500m`.
    pub cpu: String,
    /// `16Gi`.
    pub memory: String,
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
}

/// What was planted, and what the first finding has to name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// In words, told at the end.
    pub says: String,
    /// The rule that finds it.
    pub rule: String,
    /// Words that its summary has.
    pub names: Vec<String>,
}

impl Document {
    pub fn table(&mut self) -> Table {
        Table {
            words: std::mem::take(&mut self.words),
            logs: std::mem::take(&mut self.logs),
            behaviours: std::mem::take(&mut self.behaviours),
        }
    }
}
