//! What a kind of action is.

use serde_json::Value;

use crate::{
    adapters::cluster::effects::{Setting, Stored, Surroundings},
    domain::{
        action::{Guard, Refusal},
        text::Safe,
    },
};

use super::Subject;

/// What an action changes in an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Operations of a JSON patch, without the version check and the marker that every write has.
    pub operations: Vec<Value>,
    /// What an approval binds to (2.5): it falls when this changes. Every leaf is a string.
    pub projection: Value,
    /// Pods that will be replaced, or come and go; `None` where that is unknown.
    pub pods: Option<u32>,
    /// The same by hand.
    pub command: Safe,
    /// How to take it back, in words.
    pub undo: Safe,
}

/// An action with absolute values. One file each; pure.
pub trait Kind {
    /// What it changes in this object, or why it does not.
    fn change(&self, subject: &Subject) -> Result<Change, Refusal>;

    /// Whether this object is as it would make it.
    fn is_done(&self, object: &Value) -> bool;

    /// Configuration that it brings back into use without bringing it back.
    fn uses(&self, _subject: &Subject) -> Vec<Stored> {
        Vec::new()
    }

    /// What nobody can tell about it, in words: it speaks neither for it nor against it.
    fn untold(&self, _subject: &Subject, _around: &Surroundings) -> Option<Safe> {
        None
    }

    /// What has to hold for it besides what has to hold for every action.
    fn guards(&self, _subject: &Subject, _around: &Surroundings, _settings: &[Setting]) -> Vec<Guard> {
        Vec::new()
    }
}
