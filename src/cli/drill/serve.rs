//! `stanch drill --serve`: the API alone, for kubectl and scripts, until somebody ends it.

use std::{io, process::ExitCode, sync::Arc};

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    cli::{exit::Exit, printer::Printer, wishes::DrillWish},
    drill::{
        api::{Options, Server},
        crowd::{Churn, Crowd},
        scenario::Scenario,
    },
    runtime::clock,
};

use super::stage::{NOT_SERVED, Stage};

/// Serves a scenario; how it went is said at the end.
pub async fn scenario(wish: &DrillWish, scenario: Scenario) -> anyhow::Result<ExitCode> {
    let title = format!("{}: {}", scenario.name, scenario.title);
    let stage = Stage::raise(scenario, wish).await?;
    let watch = stage.watch();
    let kubeconfig = stage.kubeconfig().display().to_string();
    say(&[
        kubeconfig.clone(),
        title,
        format!(
            "join it: KUBECONFIG={kubeconfig} kubectl get pods -A   (contexts operator, the current one, and viewer)"
        ),
    ])?;
    let ended = until_ended().await;
    drop(watch);
    let summary = stage.summary();
    drop(stage);
    ended?;
    say(&summary)?;
    Ok(Exit::Well.into())
}

/// Serves a crowd.
pub async fn crowd(wish: &DrillWish, pods: u32) -> anyhow::Result<ExitCode> {
    let pods = usize::try_from(pods)?;
    let simulation = Arc::new(Crowd { pods, seed: wish.seed }.raise(clock::now(), Some(wish.speed))?);
    let served = Server::start(Arc::clone(&simulation), Options::default()).await.context(NOT_SERVED)?;
    let churn = tokio::spawn(Churn::of(&simulation, wish.seed).run(simulation, wish.churn));
    say(&[served.kubeconfig().display().to_string(), format!("{pods} pods, {} changes a second", wish.churn)])?;
    let ended = until_ended().await;
    churn.abort();
    drop(served);
    ended?;
    Ok(Exit::Well.into())
}

fn say(lines: &[String]) -> io::Result<()> {
    let mut out = Printer::new(false);
    lines.iter().try_for_each(|line| out.line(line))?;
    out.end()
}

async fn until_ended() -> io::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}
