//! One scenario, read.

use std::path::Path;

use jiff::Timestamp;

use crate::drill::{
    behaviour::{Behaviours, Mistake, read},
    store::Store,
};

use super::{
    document::{Cause, Document},
    goal::Goal,
    ground::Ground,
    place::Place,
    remedy::Move,
    shipped::{self, SHIPPED},
};

/// A scenario, ready to be raised any number of times.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub name: String,
    /// One line for a list, which does not give the answer away.
    pub title: String,
    /// What the person on call is told.
    pub story: String,
    /// The workload that breaks; `None` in a world where nothing does.
    pub broken: Option<Place>,
    /// The change that went out, as `git show` gives it; empty if none did.
    pub diff: String,
    pub cause: Option<Cause>,
    /// The best first action.
    pub best: Option<Move>,
    /// The shipped strategy that fits.
    pub strategy: Option<String>,
    /// Tempting actions that do not help.
    pub wrong: Vec<Move>,
    goal: Vec<Goal>,
    pub(super) ground: Ground,
}

/// Why there is no scenario.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no drill `{name}`; shipped are {}", shipped::names().join(", "))]
    Unknown { name: String },
    #[error("{path}: {source}")]
    Unreadable { path: String, source: std::io::Error },
    #[error("{path}: {mistake}")]
    Mistaken { path: String, mistake: Mistake },
    /// Its world could not be made.
    #[error("{name}, at {at}: {what}")]
    Impossible { name: String, at: String, what: String },
}

impl Scenario {
    /// The shipped ones, in their order.
    pub fn shipped() -> Result<Vec<Self>, Error> {
        SHIPPED.iter().map(|(name, text)| Self::parse(name, text)).collect()
    }

    /// A shipped one by its name, or a file by its path: a name with a slash or with an ending `.yaml` or `.yml` is a path.
    pub fn load(name: &str) -> Result<Self, Error> {
        if let Some((name, text)) = SHIPPED.iter().find(|(known, _)| *known == name) {
            return Self::parse(name, text);
        }
        let path = Path::new(name);
        let is_path = name.contains('/') || path.extension().is_some_and(|end| end == "yaml" || end == "yml");
        if !is_path {
            return Err(Error::Unknown { name: name.to_owned() });
        }
        let text =
            std::fs::read_to_string(path).map_err(|source| Error::Unreadable { path: name.to_owned(), source })?;
        Self::parse(name, &text)
    }

    /// A scenario's text; `path` is where it is from, for messages, and its name if it has none of its own.
    pub fn parse(path: &str, text: &str) -> Result<Self, Error> {
        let mistaken = |mistake| Error::Mistaken { path: path.to_owned(), mistake };
        let mut document: Document = read(text).map_err(mistaken)?;
        let mut world = document.world.as_deref().map(shipped::world).transpose().map_err(mistaken)?;
        let ground = Ground::of(&mut document, world.as_mut()).map_err(mistaken)?;
        let stem = Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        Ok(Self {
            name: if document.name.is_empty() { stem.unwrap_or_default() } else { document.name },
            title: document.title,
            story: document.story.trim().to_owned(),
            broken: document.broken,
            diff: document.diff,
            cause: document.cause,
            best: document.best,
            strategy: document.strategy,
            wrong: document.wrong,
            goal: document.goal,
            ground,
        })
    }

    /// What its containers do.
    #[must_use]
    pub fn behaviours(&self) -> &Behaviours {
        &self.ground.behaviours
    }

    /// Whether what was broken is recovered. Never where nothing breaks.
    #[must_use]
    pub fn recovered(&self, store: &Store, now: Timestamp) -> bool {
        !self.goal.is_empty() && self.goal.iter().all(|goal| goal.is_reached(store, now))
    }
}
