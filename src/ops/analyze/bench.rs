//! What analysing needs besides a journal: a door that knows this process's secrets, a model, templates.

use std::sync::Arc;

use crate::{
    adapters::llm::Analyst,
    domain::{journal::Ulid, text::Safe},
    logic::{
        board::Board,
        detect::Pattern,
        prompt::Templates,
        redact::{Door, Refused},
    },
    ops::Clock,
};

use super::intake::Desk;

/// Makes a door that knows the secrets of this process.
pub type OpenDoor = Arc<dyn Fn() -> Result<Door, Refused> + Send + Sync>;

/// A model that is configured, none, or why what is configured cannot be used.
pub type Advice = Result<Option<Arc<dyn Analyst>>, Safe>;

/// Everything that is needed to take in and analyse.
#[derive(Clone)]
pub struct Bench {
    pub door: OpenDoor,
    pub analyst: Advice,
    pub templates: Arc<Templates>,
    /// What a team looks for besides the rules.
    pub patterns: Arc<[Pattern]>,
    /// An empty one: it knows thresholds and environments.
    pub board: Board,
    pub clock: Clock,
    /// Of this process: what is shown before it leaves, and what then leaves, are the same bytes.
    pub seed: Ulid,
}

impl Bench {
    /// Without a model.
    #[must_use]
    pub fn new(door: OpenDoor, board: Board, clock: Clock) -> Self {
        let (templates, patterns, seed) = (Arc::default(), Arc::default(), Ulid::new());
        Self { door, analyst: Ok(None), templates, patterns, board, clock, seed }
    }

    /// A desk for one use: it numbers the secrets that it sees from one.
    pub fn desk(&self) -> Result<Desk, Refused> {
        Ok(Desk::behind((self.door)()?).seeded(self.seed))
    }
}
