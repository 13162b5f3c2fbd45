//! `stanch drill --serve`: the API alone, for kubectl and scripts, until somebody ends it.

use std::{io, process::ExitCode, sync::Arc};

use anyhow::Context;

use crate::{
    cli::{exit::Exit, printer::Printer, wishes::DrillWish},
    drill::{
        api::{Options, Served, Server},
        crowd::{Churn, Crowd},
        scenario::Scenario,
    },
    runtime::{Ending, clock},
};

use super::stage::{NOT_SERVED, Stage, aside};

/// Serves a scenario; how it went is said at the end.
pub async fn scenario(wish: &DrillWish, scenario: Scenario) -> anyhow::Result<ExitCode> {
    let title = format!("{}: {}", scenario.name, scenario.title);
    let mut ending = Ending::listen()?;
    let Ok(stage) = ending.or(Stage::raise(scenario, wish)).await else { return Ok(Exit::Well.into()) };
    let stage = stage?;
    let watch = stage.watch();
    let kubeconfig = stage.kubeconfig().display().to_string();
    say(&[
        kubeconfig.clone(),
        title,
        format!(
            "join it: KUBECONFIG={kubeconfig} kubectl get pods -A   (contexts operator, the current one, and viewer)"
        ),
    ])?;
    ending.next().await;
    drop(watch);
    let summary = stage.summary();
    drop(stage);
    say(&summary)?;
    Ok(Exit::Well.into())
}

/// Serves a crowd.
pub async fn crowd(wish: &DrillWish, pods: u32) -> anyhow::Result<ExitCode> {
    let mut ending = Ending::listen()?;
    let pods = usize::try_from(pods)?;
    let Ok(served) = ending.or(gather(Crowd { pods, seed: wish.seed }, wish.speed)).await else {
        return Ok(Exit::Well.into());
    };
    let served = served?;
    let simulation = Arc::clone(served.simulation());
    let churn = tokio::spawn(Churn::of(&simulation, wish.seed).run(simulation, wish.churn));
    say(&[served.kubeconfig().display().to_string(), format!("{pods} pods, {} changes a second", wish.churn)])?;
    ending.next().await;
    churn.abort();
    drop(served);
    Ok(Exit::Well.into())
}

async fn gather(crowd: Crowd, speed: u32) -> anyhow::Result<Served> {
    let now = clock::now();
    let simulation = aside(move || crowd.raise(now, Some(speed))).await??;
    Server::start(Arc::new(simulation), Options::default()).await.context(NOT_SERVED)
}

fn say(lines: &[String]) -> io::Result<()> {
    let mut out = Printer::new(false);
    lines.iter().try_for_each(|line| out.line(line))?;
    out.end()
}
