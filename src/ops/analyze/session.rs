//! An incident analysed from its evidence: rules first and at once, then the model, and each result is kept before the next step.

use std::sync::Arc;

use crate::{
    adapters::{
        llm::{Analyst, Residence},
        store::Journal,
    },
    domain::{analysis::Analysis, cluster::Cluster, incident::Place, journal::Alias, text::Safe},
    logic::categorize::Circumstances,
    ops::incident,
};

use super::{
    bench::Bench,
    consult::{Consultation, Consulted, Egress, Progress, consult, fall_back, prepare},
    error::Error,
    intake::{Case, Desk},
    json::Document,
    keep::{Recalled, recall},
    rules::rules,
};

/// What is told while it goes on.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// What rules say: it stands.
    Rules(Box<Analysis>),
    /// The model is asked now.
    Asks(Egress),
    /// It is alive, and has said nothing yet.
    Thinks,
    Text(Safe),
}

/// Why there is no analysis.
#[derive(Debug, thiserror::Error)]
pub enum NoAnalysis {
    #[error(transparent)]
    Intake(#[from] Error),
    #[error(transparent)]
    Incident(#[from] incident::Error),
    #[error("{0} has no evidence yet: pull or paste some")]
    NoEvidence(Alias),
    #[error("the rules did not come to an end: {0}")]
    Rules(#[from] tokio::task::JoinError),
    #[error("no model is configured")]
    NoModel,
    #[error("the model cannot be used: {0}")]
    Model(Safe),
    #[error(transparent)]
    Prompt(#[from] super::consult::Unasked),
}

/// One incident, about to be analysed.
pub struct Session<'a> {
    journal: &'a dyn Journal,
    bench: &'a Bench,
    alias: Alias,
    /// The clusters that may be the incident's.
    clusters: &'a [Cluster],
    around: Circumstances,
}

impl<'a> Session<'a> {
    #[must_use]
    pub fn new(journal: &'a dyn Journal, bench: &'a Bench, alias: Alias, clusters: &'a [Cluster]) -> Self {
        Self { journal, bench, alias, clusters, around: Circumstances::default() }
    }

    /// With what is known of the rollout now.
    #[must_use]
    pub fn around(self, around: Circumstances) -> Self {
        Self { around, ..self }
    }

    /// Analyses it. Dropping the future stops the model; what rules said is kept by then.
    pub async fn run(&self, model: bool, told: &mut (dyn FnMut(Told) + Send)) -> Result<Analysis, NoAnalysis> {
        let mut desk = self.bench.desk().map_err(Error::Door)?;
        let (case, kept) = self.recall().await?;
        let found = self.rules(&case).await?;
        told(Told::Rules(Box::new(found.clone())));
        let found = match &self.bench.analyst {
            Ok(Some(analyst)) if model => {
                self.keep(&case, &kept, &found, desk.masked()).await?;
                self.ask((analyst.as_ref(), &mut desk), &case, found, &kept, told).await?
            }
            Err(why) if model => fall_back(found, Safe::from_static("the model"), why),
            _ => found,
        };
        self.keep(&case, &kept, &found, desk.masked()).await?;
        Ok(found)
    }

    /// What would leave this host: where to, and the very bytes.
    pub async fn egress(&self) -> Result<(Egress, String), NoAnalysis> {
        let analyst = match &self.bench.analyst {
            Ok(Some(analyst)) => analyst,
            Ok(None) => return Err(NoAnalysis::NoModel),
            Err(why) => return Err(NoAnalysis::Model(why.clone())),
        };
        let mut desk = self.bench.desk().map_err(Error::Door)?;
        let (case, kept) = self.recall().await?;
        let found = self.rules(&case).await?;
        let prompt = prepare(&case, &found, &self.bench.templates, &mut desk)?;
        let text = prompt.text();
        let ask = Consultation { analyst: analyst.as_ref(), allowed: kept.cloud_allowed, prompt };
        Ok((ask.egress(), text))
    }

    async fn recall(&self) -> Result<(Arc<Case>, Recalled<'a>), NoAnalysis> {
        let patterns = Arc::clone(&self.bench.patterns);
        let mut case = Case { around: self.around, patterns, ..Case::default() };
        let kept = recall(self.journal, self.alias, &mut case).await?;
        if case.pieces.is_empty() {
            return Err(NoAnalysis::NoEvidence(self.alias));
        }
        if let Some(about) = &case.about {
            let cluster = self.clusters.iter().find(|cluster| about.key(cluster).is_some());
            case.environment = self.environment(cluster, about);
        }
        Ok((Arc::new(case), kept))
    }

    /// That of a cluster that is not known here is production.
    fn environment(&self, cluster: Option<&Cluster>, about: &Place) -> crate::domain::environment::Environment {
        cluster.map(|cluster| self.bench.board.environment(cluster, &about.namespace)).unwrap_or_default()
    }

    /// Off the threads that carry the watches.
    async fn rules(&self, case: &Arc<Case>) -> Result<Analysis, NoAnalysis> {
        let (case, at) = (Arc::clone(case), (self.bench.clock)());
        Ok(tokio::task::spawn_blocking(move || rules(&case, at)).await?)
    }

    async fn ask(
        &self,
        (analyst, desk): (&dyn Analyst, &mut Desk),
        case: &Case,
        found: Analysis,
        kept: &Recalled<'_>,
        told: &mut (dyn FnMut(Told) + Send),
    ) -> Result<Analysis, NoAnalysis> {
        let prompt = match prepare(case, &found, &self.bench.templates, desk) {
            Ok(prompt) => prompt,
            Err(error) => return Ok(fall_back(found, analyst.name().clone(), &error.to_string())),
        };
        let ask = Consultation { analyst, allowed: kept.cloud_allowed, prompt };
        if ask.may() {
            let egress = ask.egress();
            // Nothing leaves before it is recorded that it does.
            kept.leaves(&egress, desk.masked()).await?;
            told(Told::Asks(egress));
        }
        let mut heard = |progress| match progress {
            Progress::Text(text) => told(Told::Text(text)),
            Progress::Thinks => told(Told::Thinks),
            Progress::Leaves(_) | Progress::Usage { .. } => {}
        };
        let Consulted { analysis, .. } = consult(case, found, ask, &mut heard).await;
        Ok(analysis)
    }

    async fn keep(
        &self,
        case: &Case,
        kept: &Recalled<'_>,
        analysis: &Analysis,
        masked: u32,
    ) -> Result<(), incident::Error> {
        kept.analysed(analysis, &Document::new(case, analysis, masked).summary).await
    }
}

/// Records that a model elsewhere may be asked about an incident; answers where it is.
pub async fn allow_cloud(journal: &dyn Journal, bench: &Bench, alias: Alias) -> Result<Safe, NoAnalysis> {
    match &bench.analyst {
        Ok(Some(analyst)) => match analyst.residence() {
            Residence::Cloud(host) => {
                incident::allow_cloud(journal, alias, host.clone()).await?;
                Ok(host.clone())
            }
            Residence::Local => {
                Err(NoAnalysis::Model(Safe::from_static("it is on this host: nothing has to be allowed")))
            }
        },
        Ok(None) => Err(NoAnalysis::NoModel),
        Err(why) => Err(NoAnalysis::Model(why.clone())),
    }
}
