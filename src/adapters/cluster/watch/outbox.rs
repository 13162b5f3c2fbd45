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

/// Where feeds put what they read.
pub(super) type Outbox = mpsc::Sender<Change>;

/// An outbox, and the task that empties it into `out`.
pub(super) fn outbox(cluster: ClusterNo, out: mpsc::Sender<Batch>) -> (Outbox, impl Future<Output = ()>) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (sender, deliver(cluster, receiver, out))
}

async fn deliver(cluster: ClusterNo, mut changes: mpsc::Receiver<Change>, out: mpsc::Sender<Batch>) {
    while let Some(first) = changes.recv().await {
        let mut gathered = vec![first];
        let began = Instant::now();
        sleep_until(began + GATHER_LISTS).await;
        take(&mut changes, &mut gathered);
        if !gathered.iter().any(is_list) {
            sleep_until(began + GATHER).await;
            take(&mut changes, &mut gathered);
        }
        if out.send(Batch { cluster, changes: gathered }).await.is_err() {
            return;
        }
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
