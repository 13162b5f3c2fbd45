//! A world of one cluster, and how operations look at it.

use std::{collections::BTreeSet, time::Duration};

use stanch::{
    adapters::world::World,
    domain::{
        cluster::{Cluster, Scope},
        text::Safe,
        verdict::Thresholds,
        watch::{Change, Delta, LastWords, Span, Wanted},
        workload::{Key, Workload},
    },
    logic::{board::Board, policy::Environments},
    ops::Follow,
};

use crate::support::made::{crashing, now};

pub fn board() -> Board {
    Board::new(Thresholds::default(), Environments::default())
}

/// Looks for at most this long: nothing in these tests takes any time, so only what never comes uses it up.
pub fn follow<'a>(world: &'a World, scope: &'a Scope, limit: Duration) -> Follow<'a> {
    Follow { world, scope, clock: now, limit }
}

/// Whatever is wanted of a workload: two crashing pods, no events, and what they said last.
pub fn details(wanted: &Wanted, workload: &Workload) -> Vec<Change> {
    let followed: BTreeSet<&Key> = wanted.open.iter().chain(&wanted.bad).collect();
    let mut changes = Vec::new();
    if followed.contains(&workload.key) {
        let span = || Span::Rollout(workload.key.clone());
        let items = vec![crashing(workload, "a"), crashing(workload, "b")];
        changes.push(Change::Pod(Delta::Replace { span: span(), items }));
        changes.push(Change::Revision(Delta::Replace { span: span(), items: Vec::new() }));
        let span = Span::Rollouts([workload.key.clone()].into());
        changes.push(Change::Event(Delta::Replace { span, items: Vec::new() }));
    }
    let words = |one: &LastWords| Change::LastWords(one.clone(), Ok(Safe::clean("panic: STRIPE_API_KEY is not set")));
    changes.extend(wanted.last_words.iter().map(words));
    changes
}

/// A cluster with one Deployment that is well and one whose pods crash.
pub fn shop(cluster: &Cluster) -> (Workload, Workload) {
    use crate::support::made::{deployment, failed};
    (deployment(cluster, "shop", "gateway"), failed(deployment(cluster, "shop", "checkout")))
}
