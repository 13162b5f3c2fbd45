//! Following the journal: opened once, then asked for what is new.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use tokio::{
    sync::{mpsc, watch},
    time::sleep,
};

use crate::{
    adapters::store::{Error, Holder, Journal},
    domain::{
        digest::Digest,
        incident,
        journal::{Record, Ulid},
        strategy::Strategy,
        text::Safe,
        walk,
    },
    flow::{Event, desk::JournalNews},
    runtime::news::News,
};

use super::Sites;

/// Opens the store that settings and flags name.
pub type OpenStore = Arc<dyn Fn() -> BoxFuture<'static, Result<Arc<dyn Journal>, Safe>> + Send + Sync>;

/// How often the journal is asked: other consoles write to it too.
const PACE: Duration = Duration::from_millis(500);
/// After a failure.
const PAUSE: Duration = Duration::from_secs(5);
/// Records at a time.
const PAGE: u32 = 500;

/// Opens the store and tells its records until nobody listens. Whoever carries out orders finds the journal in `opened`.
pub async fn follow(
    open: OpenStore,
    sites: Sites,
    opened: watch::Sender<Option<Arc<dyn Journal>>>,
    out: mpsc::Sender<News>,
) {
    let journal = loop {
        match open().await {
            Ok(journal) => break journal,
            Err(why) => {
                if !tell(&out, JournalNews::Failed(why)).await {
                    return;
                }
                sleep(PAUSE).await;
            }
        }
    };
    opened.send_replace(Some(Arc::clone(&journal)));
    let facts = journal.facts();
    let (db_id, place, actor) = (facts.db_id, facts.place.clone(), facts.actor.clone());
    let (read_only, refusals) = (facts.read_only.clone(), facts.refusals.clone());
    let hello = JournalNews::Opened { db_id, place, actor, durable: facts.durable, read_only, refusals };
    if !tell(&out, hello.clone()).await {
        return;
    }
    if !tell(&out, JournalNews::Strategies(sites.strategies().await)).await {
        return;
    }
    if !tell(&out, JournalNews::Holder(Holder::of_process().words())).await {
        return;
    }
    let (mut seq, mut is_lost, mut holders) = (0, false, Holders::default());
    loop {
        match page(journal.as_ref(), seq, &mut holders, &out).await {
            Ok(Some(last)) => {
                if std::mem::take(&mut is_lost) && !tell(&out, hello.clone()).await {
                    return;
                }
                let ended = holders.ended();
                if !ended.is_empty() && !tell(&out, JournalNews::Ended(ended)).await {
                    return;
                }
                if last == seq {
                    sleep(PACE).await;
                }
                seq = last;
            }
            Ok(None) => return,
            Err(error) => {
                is_lost = true;
                if !tell(&out, JournalNews::Failed(Safe::line(&error.to_string()))).await {
                    return;
                }
                sleep(PAUSE).await;
            }
        }
    }
}

/// Who holds the lease of which walk, as the records say. A process that was killed gives nothing back: that is seen in the process table.
#[derive(Default)]
struct Holders(BTreeMap<Ulid, Safe>);

impl Holders {
    fn note(&mut self, record: &Record) {
        match record.kind.as_str() {
            "lease.taken" => {
                if let Ok(walk::Entry::LeaseTaken { holder, .. }) = record.entry() {
                    self.0.insert(record.stream, holder);
                }
            }
            "lease.released" => drop(self.0.remove(&record.stream)),
            _ => {}
        }
    }

    /// Those that have ended since somebody asked last.
    fn ended(&mut self) -> Vec<Safe> {
        let ended: Vec<Safe> = self.0.values().filter(|holder| Holder::has_ended(holder)).cloned().collect();
        self.0.retain(|_, holder| !ended.contains(holder));
        ended
    }
}

/// Tells what is new; `None` where nobody listens any more.
async fn page(
    journal: &dyn Journal,
    after: u64,
    holders: &mut Holders,
    out: &mpsc::Sender<News>,
) -> Result<Option<u64>, Error> {
    let records = journal.page(after, PAGE).await?;
    let Some(last) = records.last().map(|record| record.seq) else { return Ok(Some(after)) };
    for record in &records {
        holders.note(record);
        let Some(news) = named(journal, record).await? else { continue };
        if !tell(out, news).await {
            return Ok(None);
        }
    }
    Ok(tell(out, JournalNews::Records(records)).await.then_some(last))
}

/// What a record names by its digest and cannot be understood without.
async fn named(journal: &dyn Journal, record: &Record) -> Result<Option<JournalNews>, Error> {
    match record.kind.as_str() {
        "walk.started" => {
            let Ok(walk::Entry::Started { def_sha256, .. }) = record.entry() else { return Ok(None) };
            let strategy: Option<Strategy> = read(journal, def_sha256).await?;
            Ok(strategy.map(|strategy| JournalNews::Definition { sha256: def_sha256, strategy: Box::new(strategy) }))
        }
        "analysis.made" => {
            let Ok(incident::Entry::Analysed { sha256, .. }) = record.entry() else { return Ok(None) };
            let analysis = read(journal, sha256).await?;
            Ok(analysis.map(|analysis| JournalNews::Analysis { sha256, analysis: Box::new(analysis) }))
        }
        _ => Ok(None),
    }
}

async fn read<T: serde::de::DeserializeOwned>(journal: &dyn Journal, digest: Digest) -> Result<Option<T>, Error> {
    Ok(serde_json::from_slice(&journal.blob(digest).await?).ok())
}

async fn tell(out: &mpsc::Sender<News>, news: JournalNews) -> bool {
    out.send(News::Event(Event::Journal(news))).await.is_ok()
}
