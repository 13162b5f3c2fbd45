//! A walk on a made cluster: a store on disk, and whoever works on it.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};
use stanch::{
    adapters::store::{Access, Address, Holder, Journal, Settings, Sqlite},
    domain::{
        cluster::ClusterNo,
        journal::Alias,
        text::Safe,
        workload::{Key, Kind},
    },
    logic::{policy::Environments, strategy::parse},
    ops::walk::{self, Driver, Error, Given, Pause, Site, Spoken, Walk, Wanted},
};
use tokio::sync::watch;

use super::sham::Sham;
use crate::support::{
    Fake,
    made::{cluster, lists, live, safe},
};

pub struct Stage {
    pub journal: Arc<dyn Journal>,
    pub sham: Arc<Sham>,
    pub site: Site,
    /// By how many seconds the store's clock is ahead.
    pub ahead: Arc<AtomicI64>,
    _home: tempfile::TempDir,
}

fn tell(_: &str) {}

impl Stage {
    pub async fn open() -> Self {
        let (home, ahead) = (tempfile::tempdir().unwrap(), Arc::new(AtomicI64::new(0)));
        let seconds = Arc::clone(&ahead);
        let settings = Settings {
            address: Address::Sqlite(home.path().join("store/stanch.db")),
            access: Access::Write,
            heads: Some(home.path().join("heads")),
            actor: safe("os:1000(alice)@host"),
            clock: Arc::new(move || Timestamp::now() + SignedDuration::from_secs(seconds.load(Ordering::SeqCst))),
            holder: Holder::of_process(),
            filesystem: |_| Ok(0xef53),
            drill: false,
        };
        let journal = Arc::new(Sqlite::open(settings).await.unwrap());
        let sham = Arc::new(Sham::new());
        let site = site(&sham, Environments::default());
        Self { journal, sham, site, ahead, _home: home }
    }

    /// A walk of this strategy, begun.
    pub async fn start(&self, strategy: &str) -> Walk {
        let definition = parse("test.yaml", strategy).unwrap();
        let wanted = Wanted { definition, parameters: BTreeMap::new(), incident: None };
        walk::start(&*self.journal, &self.site, wanted).await.unwrap()
    }

    pub async fn walk(&self) -> Walk {
        Walk::open(&*self.journal, Alias::Walk(1)).await.unwrap()
    }

    pub async fn take(&self, journal: Arc<dyn Journal>) -> Result<Driver<'_>, Error> {
        Driver::take(journal, &self.site, self.walk().await, halt(), &tell).await
    }

    /// Goes on by itself, as `stanch walk run` does.
    pub async fn run(&self, journal: Arc<dyn Journal>) -> Result<(Walk, Pause), Error> {
        let mut driver = self.take(journal).await?;
        let arming = driver.arm(&self.site.glance().await).await?;
        assert_eq!(arming.refusals, [""; 0].map(safe));
        driver.run().await
    }

    /// What waits at the gate is approved by its code and the target's name.
    pub async fn approve(&self, site: &Site) -> Result<Spoken, Error> {
        let mut walk = self.walk().await;
        let code = walk.state.waiting().map(|request| safe(&request.binding_sha256().code()));
        walk::approve(
            &*self.journal,
            site,
            &mut walk,
            Given { code, typed: Some("web".to_owned()), acknowledged: Vec::new() },
        )
        .await
    }

    pub async fn kinds(&self) -> Vec<String> {
        let stream = self.journal.find(Alias::Walk(1)).await.unwrap();
        let records = self.journal.stream(stream).await.unwrap();
        records.iter().map(|record| record.kind.to_string()).collect()
    }

    pub async fn count(&self, kind: &str) -> usize {
        self.kinds().await.iter().filter(|found| *found == kind).count()
    }

    pub fn writes(&self) -> u32 {
        self.sham.inside().writes
    }
}

/// The Deployment, under these policies.
pub fn site(sham: &Arc<Sham>, environments: Environments) -> Site {
    let known = cluster(0, "c1");
    // What the watches have is nothing that a walk decides on.
    let api = Fake::new(known.clone(), lists(&known, live(), &[]));
    Site {
        api: Arc::new(api),
        effects: Arc::clone(sham) as _,
        key: Key { cluster: ClusterNo(0), namespace: safe("shop"), kind: Kind::Deployment, name: safe("web") },
        tls_verified: true,
        impersonates: false,
        thresholds: stanch::domain::verdict::Thresholds::default(),
        environments,
        clock: Timestamp::now,
    }
}

/// Nobody tells it to end.
pub fn halt() -> watch::Receiver<bool> {
    static NEVER: OnceLock<watch::Sender<bool>> = OnceLock::new();
    NEVER.get_or_init(|| watch::Sender::new(false)).subscribe()
}

pub fn words(error: &Error) -> Safe {
    safe(&error.to_string())
}
