//! What is known, for every screen alike: changed only by `Model::apply` and `Model::tick`.

use jiff::Timestamp;

use crate::{
    domain::{incident::Place, strategy::Origin, text::Safe, watch::Batch, workload::Key},
    logic::{board::Board, strategy::origin},
};

use super::{desk::Desk, drill::Drill};

/// What is known.
#[derive(Debug, Clone)]
pub struct Model {
    pub board: Board,
    pub desk: Desk,
    /// The console's own clock at the last tick.
    pub now: Timestamp,
    /// OS user and host: `op1@bastion2`.
    pub operator: Safe,
    /// Where the cluster is simulated.
    pub drill: Option<Drill>,
}

impl Model {
    #[must_use]
    pub fn new(board: Board, operator: Safe, now: Timestamp) -> Self {
        Self { board, desk: Desk::default(), now, operator, drill: None }
    }

    /// Takes in what a cluster said; returns whether anything known changed.
    pub fn apply(&mut self, batch: Batch) -> bool {
        self.board.apply(batch, self.now)
    }

    /// Lets time pass; returns whether any verdict changed.
    pub fn tick(&mut self, now: Timestamp) -> bool {
        self.now = now;
        self.board.tick(now)
    }

    /// What broke a rollout, where the board knows that it fails and which revisions it had.
    #[must_use]
    pub fn origin(&self, key: &Key) -> Option<Origin> {
        let entry = self.board.entry(key)?;
        origin(entry.rollout.verdict.state, entry.workload, &entry.revisions, self.now)
    }

    /// The same of a rollout as records name it.
    #[must_use]
    pub fn origin_of(&self, place: &Place) -> Option<Origin> {
        let sources = self.board.sources();
        let key = sources.iter().find_map(|(cluster, ..)| place.key(cluster))?;
        self.origin(&key)
    }
}
