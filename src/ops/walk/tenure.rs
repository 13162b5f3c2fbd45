//! The lease of a walk while this process carries it out: renewed, and measured by a clock that counts sleep.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use rustix::time::{ClockId, clock_gettime};
use tokio::{task::JoinHandle, time::sleep};

use crate::{
    adapters::store::{Class, Journal, Lease, TTL},
    domain::journal::Ulid,
};

use super::Error;

const RENEW: Duration = Duration::from_secs(5);

/// A lease that is held.
pub struct Tenure {
    journal: Arc<dyn Journal>,
    pub lease: Lease,
    /// Until when it surely holds, in milliseconds since the boot; 0 once it is lost.
    until: Arc<AtomicU64>,
    renewal: JoinHandle<()>,
}

impl Tenure {
    /// Takes the lease of a walk that nobody holds.
    pub async fn take(journal: Arc<dyn Journal>, walk: Ulid) -> Result<Self, Error> {
        let asked = since_boot();
        let lease = journal.take_lease(walk).await?;
        let until = Arc::new(AtomicU64::new(later(asked)));
        let renewal = tokio::spawn(renew(journal.clone(), lease.clone(), until.clone()));
        Ok(Self { journal, lease, until, renewal })
    }

    /// How long it surely holds yet.
    #[must_use]
    pub fn left(&self) -> Duration {
        Duration::from_millis(self.until.load(Ordering::Acquire).saturating_sub(since_boot()))
    }

    /// Gives it back. Where that fails it runs out by itself.
    pub async fn release(self) {
        self.renewal.abort();
        let _ = self.journal.release_lease(&self.lease).await;
    }
}

impl Drop for Tenure {
    fn drop(&mut self) {
        self.renewal.abort();
    }
}

async fn renew(journal: Arc<dyn Journal>, lease: Lease, until: Arc<AtomicU64>) {
    loop {
        sleep(RENEW).await;
        let asked = since_boot();
        match journal.renew_lease(&lease).await {
            Ok(_) => until.store(later(asked), Ordering::Release),
            // What does not answer may answer the next time.
            Err(error) if error.class() == Class::Unavailable => {}
            Err(_) => return until.store(0, Ordering::Release),
        }
    }
}

fn later(asked: u64) -> u64 {
    asked.saturating_add(u64::try_from(TTL.as_millis()).unwrap_or_default())
}

/// Milliseconds since the boot, sleep included.
fn since_boot() -> u64 {
    let now = clock_gettime(ClockId::Boottime);
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    seconds.saturating_mul(1000).saturating_add(u64::try_from(now.tv_nsec / 1_000_000).unwrap_or_default())
}
