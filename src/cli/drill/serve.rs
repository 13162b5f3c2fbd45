//! `stanch drill --serve`: the API alone, for kubectl and scripts, until somebody ends it.

use std::{io, process::ExitCode};

use tokio::signal::unix::{SignalKind, signal};

use crate::{
    cli::{exit::Exit, printer::Printer, wishes::DrillWish},
    drill::scenario::Scenario,
};

use super::stage::Stage;

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
pub async fn crowd(_wish: &DrillWish, _pods: u32) -> anyhow::Result<ExitCode> {
    std::future::ready(Ok(Exit::Other.into())).await
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
