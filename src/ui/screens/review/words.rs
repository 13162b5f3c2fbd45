//! What the states and checks of a fix are called on screen.

use crate::{
    domain::{
        Truth,
        fix::{Check, Exit, Fix, Proposer, State},
        text::Safe,
    },
    ui::theme::Role,
};

/// A state as a cell.
pub fn state(fix: &Fix) -> (Role, &'static str) {
    match fix.state {
        State::Pending => (Role::Warn, "? pending"),
        State::Approved => (Role::Info, "v approved"),
        State::Rejected => (Role::Text, "- rejected"),
        State::Applying => (Role::Bad, "U applying"),
        State::Applied => (Role::Good, "v applied"),
        State::ApplyFailed => (Role::Bad, "X apply FAILED"),
    }
}

/// A state as a sentence, with what can be done about it.
pub fn standing(fix: &Fix) -> (Role, Safe) {
    let role = state(fix).0;
    let text = match fix.state {
        State::Pending => "pending: nobody has decided".to_owned(),
        State::Approved => {
            format!("approved, not applied: it goes to a new branch stanch/{} or to a patch file, never further", fix.alias)
        }
        State::Rejected => "rejected: it is never applied".to_owned(),
        State::Applying => {
            "OUTCOME UNKNOWN: an apply was begun and its end is not recorded; applying it to the same place again finds out"
                .to_owned()
        }
        State::Applied => "applied".to_owned(),
        State::ApplyFailed => {
            format!("approved, apply FAILED: {}", fix.failure.as_ref().map_or("it is not recorded why", Safe::as_str))
        }
    };
    (role, Safe::line(&text))
}

/// Who proposed it, in words.
pub fn proposer(proposer: &Proposer) -> Safe {
    match proposer {
        Proposer::Rule { rule } => Safe::line(&format!("rule {rule}")),
        Proposer::Model { name } => Safe::line(&format!("model {name}")),
        Proposer::Person => Safe::from_static("a person"),
    }
}

/// A check as a line.
pub fn check(check: &Check) -> (Role, Safe) {
    let (role, mark) = match check.ok {
        Truth::Yes => (Role::Text, "v"),
        Truth::No => (Role::Bad, "X FAILED"),
        Truth::Unknown => (Role::Unknown, "?"),
    };
    (role, Safe::line(&format!("{mark} {}: {}", check.name, check.message)))
}

/// Where it went, or was going.
pub fn exit(exit: &Exit) -> Safe {
    Safe::line(&match exit {
        Exit::Branch { repository, branch, base, commit: Some(commit) } => {
            format!("branch {branch} of {repository}: commit {} on {}", short(commit), short(base))
        }
        Exit::Branch { repository, branch, base, commit: None } => {
            format!("branch {branch} of {repository}, on {}: no commit is recorded", short(base))
        }
        Exit::PatchFile { path } => format!("file {path}"),
    })
}

/// A commit as people say it.
fn short(commit: &Safe) -> &str {
    commit.get(..10).unwrap_or(commit)
}
