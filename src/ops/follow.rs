//! Running the watches for a while, without a console.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
    time::{self, MissedTickBehavior},
};

use crate::{
    adapters::world::World,
    domain::{
        cluster::{ClusterNo, Link, Scope},
        watch::{Batch, Change, Wanted},
    },
    logic::board::Board,
};

/// The console's own clock. Whoever calls an operation hands it over: operations read no clock by themselves.
pub type Clock = fn() -> Timestamp;

/// Batches that may wait: an adapter that is faster than the board waits for it.
const WAITING: usize = 64;

/// The watches of a world, for one answer.
#[derive(Clone, Copy)]
pub struct Follow<'a> {
    pub world: &'a World,
    pub scope: &'a Scope,
    pub clock: Clock,
    /// Whatever has not arrived by then is left out.
    pub limit: Duration,
}

impl Follow<'_> {
    /// Feeds the board until it is `done`, or time is up; answers which. The watches end with it.
    pub async fn until(self, board: &mut Board, mut done: impl FnMut(&mut Board) -> bool) -> bool {
        let (out, mut batches) = mpsc::channel(WAITING);
        let mut watches = JoinSet::new();
        let mut wanted = Vec::new();
        for api in &self.world.clusters {
            let cluster = api.cluster();
            let no = cluster.no;
            board.apply(Batch { cluster: no, changes: vec![Change::Cluster(cluster)] }, (self.clock)());
            let (want, wants) = watch::channel(board.wanted(no).clone());
            wanted.push((no, want));
            watches.spawn(Arc::clone(api).watch(self.scope.clone(), wants, out.clone()));
        }
        drop(out);
        let limit = time::sleep(self.limit);
        tokio::pin!(limit);
        let mut second = time::interval(Duration::from_secs(1));
        second.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !done(board) {
            tell(board, &wanted);
            tokio::select! {
                batch = batches.recv() => match batch {
                    Some(batch) => self.take(board, batch, &mut batches),
                    None => return done(board),
                },
                _ = second.tick() => { board.tick((self.clock)()); }
                () = &mut limit => return false,
            }
        }
        true
    }

    /// Takes in a batch and all that wait behind it, so that one look at the board covers them.
    fn take(self, board: &mut Board, first: Batch, batches: &mut mpsc::Receiver<Batch>) {
        let mut next = Some(first);
        while let Some(batch) = next {
            board.apply(batch, (self.clock)());
            next = batches.try_recv().ok();
        }
    }
}

/// Whether nothing more will come: everything arrived, or no cluster answers.
pub(super) fn is_settled(board: &Board) -> bool {
    board.is_settled() || is_silent(board)
}

/// Whether no cluster answers.
pub(super) fn is_silent(board: &Board) -> bool {
    let sources = board.sources();
    let silent = |link| matches!(link, Link::Offline | Link::Denied);
    !sources.is_empty() && sources.iter().all(|(_, source, _)| silent(source.link))
}

fn tell(board: &Board, wanted: &[(ClusterNo, watch::Sender<Wanted>)]) {
    for (no, want) in wanted {
        let now = board.wanted(*no);
        want.send_if_modified(|before| {
            let changed = before != now;
            if changed {
                before.clone_from(now);
            }
            changed
        });
    }
}
