//! What explains a failure, saved before anything is changed: the incident's evidence, what the rules say of it, and what conditions read.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    domain::{evidence::EvidenceNo, journal::Alias, strategy::NodeId, text::Safe},
    logic::{
        board::Board,
        evidence,
        walk::{Capture, Event},
    },
    ops::{
        analyze::{Bench, Kept, Session, bring},
        incident,
        pull::{Pulled, pull},
    },
};

use super::{Error, driver::Driver, observe::observe, read::cause, site::Glance};

impl Driver<'_> {
    pub(super) async fn collect(&self, node: NodeId, attempt: u32, timeout_s: u64) -> Result<Event, Error> {
        let look = async { futures::join!(observe(self.site, &self.walk), self.site.glance(), self.pull()) };
        let capture = match timeout(Duration::from_secs(timeout_s), look).await {
            Ok((Ok(observations), glance, pulled)) => self.capture(&observations, &glance, pulled).await?,
            Ok((Err(error), ..)) => Capture::Failed { reason: Safe::line(&error.to_string()) },
            Err(_) => Capture::Failed { reason: Safe::line(&format!("nothing was read within {timeout_s} s")) },
        };
        Ok(Event::Collected { node, attempt, capture })
    }

    /// What is to be evidence of the walk's incident; nothing where it has none.
    async fn pull(&self) -> Option<(Alias, Arc<Bench>, Pulled)> {
        let (alias, bench) = (self.walk.incident_alias()?, Arc::clone(self.bench.as_ref()?));
        let board = Board::new(self.site.thresholds, self.site.environments.clone());
        // What cannot be pulled is said by the look itself.
        let pulled = pull(Arc::clone(&self.site.api), board, &self.site.key, self.site.clock).await.ok()?;
        Some((alias, bench, pulled))
    }

    async fn capture(
        &self,
        observations: &Value,
        glance: &Glance,
        pulled: Option<(Alias, Arc<Bench>, Pulled)>,
    ) -> Result<Capture, Error> {
        let Some(entry) = glance.entry() else {
            let silence = glance.silence().unwrap_or(Safe::from_static("it was not found"));
            return Ok(Capture::Failed { reason: Safe::line(&format!("it could not be read: {silence}")) });
        };
        let pods: Vec<_> = entry.pods.iter().map(|pod| (*pod).clone()).collect();
        let events: Vec<_> = entry.events.iter().map(|event| (*event).clone()).collect();
        let (pods, events) = (evidence::pods(&pods), evidence::events(&events));
        let kept = json!({ "observations": observations, "pods": pods, "events": events });
        let mut words = entry.rollout.verdict.why.to_string();
        if let Some((alias, bench, pulled)) = pulled {
            let said = self.explain(alias, &bench, pulled).await;
            let said = said.unwrap_or_else(|error| format!("no evidence was kept: {error}"));
            words = if words.is_empty() { said } else { format!("{words}; {said}") };
        }
        Ok(Capture::Taken { observations_sha256: self.keep(&kept).await?, words: Safe::line(&words) })
    }

    /// Keeps it as evidence, redacted, and says what the rules make of it.
    async fn explain(&self, alias: Alias, bench: &Bench, pulled: Pulled) -> anyhow::Result<String> {
        let journal = self.journal.as_ref();
        let mut desk = bench.desk().map_err(crate::ops::analyze::Error::Door)?;
        let (mut numbers, mut new) = (Vec::new(), false);
        for brought in pulled.brought {
            let kept = bring(journal, alias, &mut desk, brought, self.site.now()).await?;
            new |= matches!(kept, Kept::New(_));
            numbers.push(kept.evidence().no);
        }
        let mut said = vec![saved(alias, &mut numbers)];
        said.extend(pulled.unread.first().map(|gap| format!("NOT READ: {gap}")));
        let analysis = incident::show(journal, alias).await?.analysis;
        let analysis = match analysis {
            // A model's explanation stands until there is something new to explain.
            Some(analysis) if !new => Some(analysis),
            _ if numbers.is_empty() => None,
            _ => {
                let clusters = [self.site.api.cluster()];
                let session = Session::new(journal, bench, alias, &clusters).around(pulled.around);
                Some(session.run(false, &mut |_| {}).await?)
            }
        };
        said.extend(analysis.as_ref().and_then(cause).map(|cause| cause.to_string()));
        Ok(said.join("; "))
    }
}

fn saved(alias: Alias, numbers: &mut Vec<EvidenceNo>) -> String {
    numbers.sort_unstable();
    numbers.dedup();
    match numbers.as_slice() {
        [] => format!("nothing to keep for {alias}"),
        [only] => format!("{only} of {alias} keeps it"),
        [first, .., last] => format!("{first} to {last} of {alias} keep it"),
    }
}
