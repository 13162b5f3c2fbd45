//! `stanch` without a command: the console.

use std::{process::ExitCode, sync::Arc};

use crate::{
    adapters::{
        cluster::{self, Api, Live, effects::Effects},
        llm,
        store::{self, Access},
        world::World,
    },
    app,
    domain::{cluster::ClusterNo, text::Safe},
    flow::{
        Model,
        reply::{Notice, Tone},
    },
    logic::{prompt::Templates, redact::Door, verdict::standard_response},
    ops::analyze::{Advice, Bench, patterns, templates},
    runtime::{self, Connect, Ending, OpenStore, Outside, Pinned, Sites, clock, terminal::Tty},
};

use super::{
    arguments::Arguments,
    brought::secrets,
    look,
    start::{self, Start},
};

pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let start = Start::new(arguments);
    start.insist(arguments)?;
    let tty = Arc::new(Tty::open(start.variables.get("TERM"))?);
    start.log()?;
    let Ready { console, world, outside, around } = ready(&start)?;
    let running = async { Box::pin(runtime::run(console, tty, world, outside, &around, Ending::listen()?)).await };
    Ok(start::wait(running)??.into())
}

/// A console with everything that it runs on.
pub struct Ready {
    pub console: app::State,
    pub world: World,
    pub outside: Outside,
    pub around: runtime::Settings,
}

/// Makes everything ready. Nothing is sent yet.
pub fn ready(start: &Start) -> anyhow::Result<Ready> {
    let (clusters, warnings) = start.pin()?;
    let sites = Sites::new(start.settings().thresholds, start.environments.clone(), start.places.config.clone());
    for cluster in &clusters {
        sites.add(pinned(cluster));
    }
    let world = start::world(clusters);
    let (settings, mut complaints) = settings(start);
    complaints.extend(start.complaints());
    let mut console = app::State::new(Model::new(start.board(), runtime::operator(), clock::now()), settings);
    let (templates, unread) = templates(start.places.config.as_deref());
    let told = complaints.iter().map(ToString::to_string).chain(warnings.iter().map(ToString::to_string));
    let told = told.chain(unread.iter().map(ToString::to_string)).collect::<Vec<_>>();
    if let Some(first) = told.first() {
        let more =
            if told.len() > 1 { format!(" (and {} more: stanch doctor)", told.len() - 1) } else { String::new() };
        console.say(Notice { tone: Tone::Warn, text: Safe::line(&format!("{first}{more}")) });
    }
    let outside =
        Outside { connect: connect(start, &sites), store: open_store(start)?, bench: bench(start, templates), sites };
    Ok(Ready { console, world, outside, around: around(start) })
}

/// What the console's value is told, and what is wrong with it.
fn settings(start: &Start) -> (app::Settings, Vec<crate::config::Complaint>) {
    let (theme, mut complaints) = look::theme(start);
    let (keymap, more) = look::keymap(start);
    complaints.extend(more);
    let targets = standard_response().map(|response| response.target).unwrap_or_default();
    let settings = app::Settings {
        theme,
        keymap,
        scope: start.settings().connect.scope(),
        response: start.settings().respond_within.over(&targets),
        contexts: cluster::contexts(&start.cluster()).unwrap_or_default(),
    };
    (settings, complaints)
}

/// What the runtime is told.
fn around(start: &Start) -> runtime::Settings {
    runtime::Settings {
        scope: start.settings().connect.scope(),
        state: start.places.state.clone().unwrap_or_else(std::env::temp_dir),
        term: start.variables.get("TERM").map(str::to_owned),
        screen: start.variables.get("STY").is_some(),
        editor: start.variables.get("VISUAL").or(start.variables.get("EDITOR")).unwrap_or("vi").to_owned(),
        low_bandwidth: start.settings().look.low_bandwidth,
    }
}

/// Opens the journal: as it is there, or made when something is first written to it.
fn open_store(start: &Start) -> anyhow::Result<OpenStore> {
    let settings = start.store_settings(Access::Write)?;
    Ok(Arc::new(move || {
        let settings = settings.clone();
        Box::pin(async move { store::open(settings).await.map_err(|error| Safe::line(&error.to_string())) })
    }))
}

/// What analysing needs.
fn bench(start: &Start, templates: Templates) -> Bench {
    let secrets = secrets(start);
    let door = Arc::new(move || Door::new(secrets.iter().map(String::as_str)));
    let (patterns, _) = patterns(start.places.config.as_deref());
    Bench {
        analyst: advice(start),
        templates: Arc::new(templates),
        patterns,
        ..Bench::new(door, start.board(), clock::now)
    }
}

fn advice(start: &Start) -> Advice {
    let wrong = |error: llm::Error| Safe::line(&error.to_string());
    let Some(settings) = start.model().map_err(wrong)? else { return Ok(None) };
    let client = llm::Client::new(settings).map_err(wrong)?;
    Ok(Some(Arc::new(client)))
}

/// A cluster as what may change it knows it.
fn pinned(live: &Arc<Live>) -> Pinned {
    let (api, effects) = (Arc::clone(live) as Arc<dyn Api>, Arc::clone(live) as Arc<dyn Effects>);
    Pinned { api, effects, tls_verified: live.is_verified(), impersonates: live.impersonates() }
}

/// Pins another context on purpose (`:ctx`).
fn connect(start: &Start, sites: &Sites) -> Connect {
    let settings = start.cluster();
    let sites = sites.clone();
    Arc::new(move |context: Safe, no: ClusterNo| {
        let settings = cluster::Settings { contexts: vec![context.to_string()], ..settings.clone() };
        let sites = sites.clone();
        Box::pin(async move {
            let (mut clusters, _) = cluster::pin(&settings, no).map_err(|error| Safe::line(&error.to_string()))?;
            let cluster = clusters.pop().ok_or_else(|| Safe::line("there is no such context"))?;
            sites.add(pinned(&cluster));
            Ok(cluster as Arc<dyn Api>)
        })
    })
}
