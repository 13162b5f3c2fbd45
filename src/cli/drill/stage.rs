//! A scenario that runs: its cluster, the API in front of it, its referee, and the folder that all of it writes to.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    cli::wishes::DrillWish,
    domain::{text::Safe, workload::Kind},
    drill::{
        Resource, Simulation,
        api::{Options, Seen, Served, Server},
        referee::{Case, Referee, Subject},
        scenario::Scenario,
    },
    flow::{
        Drill,
        drill::{Change, Standing},
    },
    runtime::clock,
};
use anyhow::Context;

use super::bench::Bench;

/// Where a drill has no API.
pub const NOT_SERVED: &str = "failed to serve the drill";
/// What is kept of the deploy: the diff, as a pipeline would hand it over.
const CHANGE: &str = "deploy.diff";
/// Below the folder, so that `XDG_STATE_HOME` can name the folder itself.
const STATE: &str = "stanch";

/// A drill that goes on.
pub struct Stage {
    scenario: Arc<Scenario>,
    simulation: Arc<Simulation>,
    referee: Arc<Mutex<Referee>>,
    served: Served,
    speed: u32,
}

impl Stage {
    /// Raises a scenario and serves it.
    pub async fn raise(scenario: Scenario, wish: &DrillWish) -> anyhow::Result<Self> {
        let now = clock::now();
        let scenario = Arc::new(scenario);
        let (raised, seed, pace) = (Arc::clone(&scenario), wish.seed, wish.speed);
        let simulation = Arc::new(aside(move || raised.raise(seed, now, Some(pace))).await??);
        let referee = Arc::new(Mutex::new(Referee::new(case(&scenario, wish.speed), now)));
        let hearing = Arc::clone(&referee);
        let observer = Arc::new(move |seen: &Seen| hearing.lock().unwrap_or_else(PoisonError::into_inner).hears(seen));
        let options = Options { observer, ..Options::default() };
        let served = Server::start(Arc::clone(&simulation), options).await.context(NOT_SERVED)?;
        if !scenario.diff.is_empty() {
            write(&served.directory().join(CHANGE), &scenario.diff)?;
        }
        Ok(Self { scenario, simulation, referee, served, speed: wish.speed })
    }

    pub fn kubeconfig(&self) -> &Path {
        self.served.kubeconfig()
    }

    /// Where whatever the console writes is kept.
    pub fn state(&self) -> PathBuf {
        self.served.directory().join(STATE)
    }

    pub fn simulation(&self) -> Arc<Simulation> {
        Arc::clone(&self.simulation)
    }

    pub fn referee(&self) -> Arc<Mutex<Referee>> {
        Arc::clone(&self.referee)
    }

    /// Looks again and again whether what was broken is well, until it is dropped.
    pub fn watch(&self) -> Bench {
        Bench::sit(Arc::clone(&self.scenario), self.simulation(), self.referee())
    }

    /// How it went so far.
    pub fn summary(&self) -> Vec<String> {
        let now = self.simulation.now();
        let referee = self.referee.lock().unwrap_or_else(PoisonError::into_inner);
        referee.summary(now).into_iter().chain(referee.answer()).collect()
    }

    /// What the console is told of it.
    pub fn told(&self) -> Drill {
        let broken = self.scenario.broken.as_ref();
        let file = self.served.directory().join(CHANGE);
        let change = broken.filter(|_| !self.scenario.diff.is_empty()).and_then(|broken| {
            Some(Change {
                namespace: Safe::line(&broken.namespace),
                kind: Kind::parse(&broken.kind)?,
                name: Safe::line(&broken.name),
                file: Safe::line(&file.display().to_string()),
            })
        });
        Drill {
            title: Safe::line(&self.scenario.title),
            story: paragraphs(&self.scenario.story),
            speed: self.speed,
            kubeconfig: Safe::line(&self.kubeconfig().display().to_string()),
            change,
            standing: Standing::default(),
        }
    }
}

/// Does what takes a while on a thread of its own, so that whoever ends the process meanwhile is heard.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
    tokio::task::spawn_blocking(work).await.context("failed to raise the drill")
}

fn case(scenario: &Scenario, speed: u32) -> Case {
    let broken = scenario.broken.as_ref().map_or_else(
        || Subject { resource: String::new(), namespace: String::new(), name: String::new() },
        |place| Subject {
            resource: Resource::of_kind(&place.kind).map_or(&*place.kind, |resource| resource.plural).to_owned(),
            namespace: place.namespace.clone(),
            name: place.name.clone(),
        },
    );
    Case {
        name: scenario.name.clone(),
        broken,
        cause: scenario.cause.as_ref().map(|cause| cause.says.clone()),
        best: scenario.best.as_ref().map(|best| best.says.clone()),
        speed,
    }
}

/// For this user alone.
fn write(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(text.as_bytes())
}

/// Paragraphs as lines, which are wrapped where they are shown.
fn paragraphs(text: &str) -> Vec<Safe> {
    let joined: Vec<Safe> = text
        .split("\n\n")
        .map(|paragraph| Safe::line(&paragraph.lines().map(str::trim).collect::<Vec<_>>().join(" ")))
        .filter(|paragraph| !paragraph.is_empty())
        .collect();
    joined.into_iter().flat_map(|paragraph| [paragraph, Safe::default()]).collect()
}
