//! What is checked about a patch before anybody may approve it.

use crate::domain::{Truth, fix::Check, text::Safe};

use super::{
    parses::{Syntax, faults},
    reading::{Change, Operation, Reading},
};

/// The name of the check that a patch applies.
pub const APPLIES: &str = "applies";

/// What came of applying a patch to a repository's newest commit, without touching the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trial {
    /// There is no repository to try it on.
    NotTried,
    /// git says why not.
    Refused {
        base: Safe,
        why: Safe,
    },
    Applied {
        base: Safe,
        files: Vec<Tried>,
    },
}

/// One file before and after a patch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    pub path: String,
    pub before: Option<Vec<u8>>,
    /// `None` where it is gone, or too large to be looked at.
    pub after: Option<Vec<u8>>,
    /// Whether it is a link or a submodule, before or after.
    pub irregular: bool,
}

/// Everything that can be said of a patch. `secret` says what secret a text holds, if it holds one.
pub fn examine(reading: &Reading, trial: &Trial, secret: impl Fn(&str) -> Option<Safe>) -> Vec<Check> {
    vec![
        inside(reading),
        text(reading),
        regular(reading, trial),
        applies(trial),
        parses(reading, trial),
        clean(reading, secret),
    ]
}

fn check(name: &'static str, ok: Truth, message: &str) -> Check {
    Check { name: Safe::from_static(name), ok, message: Safe::line(message) }
}

/// Holds for whatever was read, and is said because reviewers look for it.
fn inside(reading: &Reading) -> Check {
    let told = |change: &Change| match (change.operation, &change.from) {
        (Operation::Create, _) => format!("{} (new)", change.path),
        (Operation::Delete, _) => format!("{} (DELETED)", change.path),
        (Operation::Change | Operation::Move, Some(from)) => format!("{} (from {from})", change.path),
        (Operation::Change | Operation::Move, None) => change.path.clone(),
    };
    let paths: Vec<String> = reading.changes.iter().map(told).collect();
    check("stays_inside", Truth::Yes, &format!("touches {}", paths.join(", ")))
}

fn text(reading: &Reading) -> Check {
    let opaque = reading.changes.iter().find_map(|change| Some((change, change.opaque?)));
    match opaque {
        Some((Change { path, .. }, why)) => check("text", Truth::No, &format!("{path} cannot be reviewed: {why}")),
        None => check("text", Truth::Yes, &counted(reading)),
    }
}

fn counted(reading: &Reading) -> String {
    let files = reading.changes.len();
    let (added, removed) = reading
        .changes
        .iter()
        .fold((0, 0), |(added, removed), change| (added + change.added.len(), removed + change.removed));
    format!("{files} file{}, +{added} -{removed}", if files == 1 { "" } else { "s" })
}

/// A patch need not say that what it changes is a link: the repository knows.
fn regular(reading: &Reading, trial: &Trial) -> Check {
    let tried = match trial {
        Trial::Applied { files, .. } => files.iter().find(|file| file.irregular).map(|file| file.path.as_str()),
        Trial::NotTried | Trial::Refused { .. } => None,
    };
    let named = reading.changes.iter().find(|change| change.irregular).map(|change| change.path.as_str());
    if let Some(path) = named.or(tried) {
        return check("regular_files", Truth::No, &format!("{path} is a link or a submodule"));
    }
    let modes = reading.changes.iter().filter_map(|change| {
        let becomes = if change.executable? { "becomes executable" } else { "is no longer executable" };
        Some(format!("; {} {becomes}", change.path))
    });
    check("regular_files", Truth::Yes, &format!("no links, no submodules{}", modes.collect::<String>()))
}

fn applies(trial: &Trial) -> Check {
    match trial {
        Trial::NotTried => check(APPLIES, Truth::Unknown, "no repository was given"),
        Trial::Refused { base, why } => check(APPLIES, Truth::No, &format!("does not apply to {base}: {why}")),
        Trial::Applied { base, .. } => check(APPLIES, Truth::Yes, &format!("applies to {base}")),
    }
}

fn parses(reading: &Reading, trial: &Trial) -> Check {
    let known = match trial {
        Trial::Applied { files, .. } => files.clone(),
        Trial::NotTried | Trial::Refused { .. } => whole(reading),
    };
    let (mut read, mut unread) = (Vec::new(), Vec::new());
    for file in &known {
        let Some(after) = &file.after else { continue };
        match faults(&file.path, file.before.as_deref(), after) {
            Syntax::Well => read.push(file.path.as_str()),
            Syntax::Unread(why) => unread.push(format!("{}: {why}", file.path)),
            Syntax::Broken(why) => return check("parses", Truth::No, &format!("{}: {why}", file.path)),
        }
    }
    match (read.is_empty(), unread.first()) {
        (_, Some(why)) => check("parses", Truth::Unknown, why),
        (false, None) => check("parses", Truth::Yes, &format!("{} parses", read.join(", "))),
        (true, None) => check("parses", Truth::Unknown, "no file of it is known whole"),
    }
}

/// New files are whole in the patch itself.
fn whole(reading: &Reading) -> Vec<Tried> {
    let new = reading.changes.iter().filter(|change| change.operation == Operation::Create && change.opaque.is_none());
    new.map(|change| Tried {
        path: change.path.clone(),
        before: None,
        after: Some(change.added.concat().into_bytes()),
        irregular: change.irregular,
    })
    .collect()
}

fn clean(reading: &Reading, secret: impl Fn(&str) -> Option<Safe>) -> Check {
    let found = reading.changes.iter().find_map(|change| Some((change, secret(&change.added.concat())?)));
    match found {
        Some((change, kind)) => check("no_secret", Truth::No, &format!("adds a secret to {}: {kind}", change.path)),
        None => check("no_secret", Truth::Yes, "no secret is added"),
    }
}
