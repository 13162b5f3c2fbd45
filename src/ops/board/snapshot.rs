//! `stanch board`: look once, completely, and say how it stands.

use crate::{
    domain::{
        cluster::{self, Gap, Scope},
        verdict::State,
        workload::Kind,
    },
    logic::board::Board,
    ops::{Follow, follow::is_settled},
};

/// How it stands, as one word: the exit code of `stanch board`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was seen, and nothing is bad.
    Well,
    /// Something failed, is degraded or slow.
    Bad,
    /// Nothing that was seen is bad, but not everything was seen.
    Unknown,
    /// No cluster answered.
    Silence,
}

/// The board as it was found.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub board: Board,
    /// Whether everything arrived in time.
    pub complete: bool,
    pub outcome: Outcome,
}

/// Runs the watches until the board is settled, or time is up.
pub async fn snapshot(follow: Follow<'_>, mut board: Board) -> Snapshot {
    let complete = follow.until(&mut board, |board| is_settled(board)).await;
    let outcome = outcome(&board, complete, follow.scope);
    Snapshot { board, complete, outcome }
}

fn outcome(board: &Board, complete: bool, scope: &Scope) -> Outcome {
    let sources = board.sources();
    let rows = board.rollouts();
    let is = |wanted: &[State]| rows.iter().any(|row| wanted.contains(&row.verdict.state));
    let answered = |link| matches!(link, cluster::Link::Live | cluster::Link::Denied | cluster::Link::Stale);
    let unseen = |gap: &Gap| hides_rollouts(gap, scope);
    if !sources.iter().any(|(_, source, _)| answered(source.link)) {
        Outcome::Silence
    } else if is(&[State::Failed, State::Degraded, State::Slow]) {
        Outcome::Bad
    } else if !complete
        || is(&[State::Unknown])
        || sources.iter().any(|(_, source, _)| source.link != cluster::Link::Live || source.gaps.iter().any(unseen))
    {
        Outcome::Unknown
    } else {
        Outcome::Well
    }
}

/// Whether rollouts may be missing because of a gap. Without -A, that all namespaces may not be listed hides nothing:
/// the context's own was asked for then.
fn hides_rollouts(gap: &Gap, scope: &Scope) -> bool {
    let workloads = Kind::ALL.iter().any(|kind| kind.plural() == gap.resource.as_str());
    workloads && !(gap.namespace.is_none() && *scope == Scope::Default)
}
