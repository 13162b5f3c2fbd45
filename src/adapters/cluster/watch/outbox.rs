//! Gathers what the feeds say into batches, so that the console wakes five times a second.

use std::time::Duration;

use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use crate::domain::{
    cluster::ClusterNo,
    watch::{Batch, Change, Delta},
};

/// Feeds wait when so many changes are not taken yet: memory stays bounded whatever the cluster does.
const WAITING: usize = 4096;

/// How long single changes are gathered, and how long whole lists.
const GATHER: Duration = Duration::from_millis(200);
const GATHER_LISTS: Duration = Duration::from_millis(10);

/// So many batches in a row are handed over early. In a storm, answers about single rollouts come by the hundred: then they wait
/// as changes do, until it has been quiet for once.
const EARLY: u32 = 16;

/// Where feeds put what they read.
pub(super) type Outbox = mpsc::Sender<Change>;

/// An outbox, and the task that empties it into `out`.
pub(super) fn outbox(cluster: ClusterNo, out: mpsc::Sender<Batch>) -> (Outbox, impl Future<Output = ()>) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (sender, deliver(cluster, receiver, out))
}

async fn deliver(cluster: ClusterNo, mut changes: mpsc::Receiver<Change>, out: mpsc::Sender<Batch>) {
    let (mut haste, mut handed) = (Haste::default(), Instant::now());
    while let Some(first) = changes.recv().await {
        let mut gathered = vec![first];
        let began = Instant::now();
        sleep_until(began + GATHER_LISTS).await;
        take(&mut changes, &mut gathered);
        if !haste.hurries(began.duration_since(handed), gathered.iter().any(is_list)) {
            sleep_until(began + GATHER).await;
            take(&mut changes, &mut gathered);
        }
        if out.send(Batch { cluster, changes: gathered }).await.is_err() {
            return;
        }
        handed = Instant::now();
    }
}

/// How many batches in a row were handed over early.
#[derive(Default)]
struct Haste {
    early: u32,
}

impl Haste {
    /// Whether a batch, `quiet` after the one before it, is handed over early.
    fn hurries(&mut self, quiet: Duration, has_list: bool) -> bool {
        if quiet > GATHER {
            self.early = 0;
        }
        let hurries = has_list && self.early < EARLY;
        self.early += u32::from(hurries);
        hurries
    }
}

fn take(changes: &mut mpsc::Receiver<Change>, gathered: &mut Vec<Change>) {
    while let Ok(change) = changes.try_recv() {
        gathered.push(change);
    }
}

/// Lists, and what a person waits for at the start.
fn is_list(change: &Change) -> bool {
    matches!(
        change,
        Change::Cluster(_)
            | Change::Source(_)
            | Change::Workload(_, Delta::Replace { .. })
            | Change::Pod(Delta::Replace { .. })
            | Change::PodRow(Delta::Replace { .. })
            | Change::LastWords(..)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_early_until_they_come_without_end() {
        let mut haste = Haste::default();
        let storm: Vec<bool> = (0..2 * EARLY).map(|_| haste.hurries(GATHER_LISTS, true)).collect();
        assert_eq!(storm.iter().filter(|hurries| **hurries).count(), EARLY as usize);
        assert!(storm.starts_with(&[true; 8]));
        assert!(!haste.hurries(GATHER, true), "not quiet for long enough");
        assert!(haste.hurries(GATHER * 2, true), "quiet for once");
        assert!(!haste.hurries(GATHER * 2, false), "single changes are gathered");
    }
}
