//! `stanch` without a command: the console.

use std::{process::ExitCode, sync::Arc};

use crate::{
    adapters::cluster::{self, Api},
    app,
    domain::{cluster::ClusterNo, text::Safe},
    flow::{
        Model,
        reply::{Notice, Tone},
    },
    logic::verdict::standard_response,
    runtime::{self, Connect, clock, terminal::Tty},
};

use super::{
    arguments::Arguments,
    look,
    start::{self, Start},
};

pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let start = Start::new(arguments);
    start.insist(arguments)?;
    let tty = Arc::new(Tty::open(start.variables.get("TERM"))?);
    let (world, warnings) = start.pin()?;
    start.log()?;
    let (settings, mut complaints) = settings(&start);
    complaints.extend(start.complaints());
    let mut console = app::State::new(Model::new(start.board(), runtime::operator(), clock::now()), settings);
    let told = complaints.iter().map(ToString::to_string).chain(warnings.iter().map(ToString::to_string));
    let told = told.collect::<Vec<_>>();
    if let Some(first) = told.first() {
        let more =
            if told.len() > 1 { format!(" (and {} more: stanch doctor)", told.len() - 1) } else { String::new() };
        console.say(Notice { tone: Tone::Warn, text: Safe::line(&format!("{first}{more}")) });
    }
    let around = around(&start);
    let running = runtime::run(console, tty, world, connect(&start), &around);
    Ok(start::wait(running)??.into())
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
        low_bandwidth: start.settings().look.low_bandwidth,
    }
}

/// Pins another context on purpose (`:ctx`).
fn connect(start: &Start) -> Connect {
    let settings = start.cluster();
    Arc::new(move |context: Safe, no: ClusterNo| {
        let settings = cluster::Settings { contexts: vec![context.to_string()], ..settings.clone() };
        Box::pin(async move {
            let (mut clusters, _) = cluster::pin(&settings, no).map_err(|error| Safe::line(&error.to_string()))?;
            let cluster = clusters.pop().ok_or_else(|| Safe::line("there is no such context"))?;
            Ok(cluster as Arc<dyn Api>)
        })
    })
}
