//! M9: memory of the whole console with 10,000 pods, and of each further pod.

use std::time::Duration;

use super::{
    loopback::Loopback,
    note, peer, process, reflector,
    report::{Figure, Report},
    subject::{Console, Piped},
};

const PODS: usize = 10_000;
const MORE: usize = 15_000;
const CHANGES: usize = 5_000;
const LIMIT: Duration = Duration::from_mins(2);

/// Kilobytes.
struct Held {
    peak: u64,
    now: u64,
}

pub fn measure(report: &mut Report) -> anyhow::Result<()> {
    for (tables, case) in [(true, "rows"), (false, "objects of 9 kB, from a server that prints no rows")] {
        note(&format!("M9 {case}: {PODS} and {MORE} pods"));
        let (few, many) = (stanch(PODS, tables)?, stanch(MORE, tables)?);
        let mut peers = vec![(reflector::NAME, megabytes(reflected(tables)?.peak))];
        peers.extend(kubectl(tables)?.map(|held| ("kubectl get pods -A -w", megabytes(held.peak))));
        let figure =
            |what, stanch, peers, goal| Figure { what, case: case.to_owned(), stanch, peers, goal: Some(goal), n: 1 };
        report.figure(&figure("peak_mb", megabytes(few.peak), peers, 40.0))?;
        let further = (kb(many.now) - kb(few.now)) / kb(u64::try_from(MORE - PODS)?);
        report.figure(&figure("kb_per_further_pod", further, Vec::new(), 1.5))?;
    }
    Ok(())
}

fn stanch(pods: usize, tables: bool) -> anyhow::Result<Held> {
    let server = Loopback::start(pods, tables)?;
    let console = Console::open(server.home(), &["-A", "--kubeconfig", &server.kubeconfig().display().to_string()])?;
    held(&server, console.pid)
}

fn reflected(tables: bool) -> anyhow::Result<Held> {
    let server = Loopback::start(PODS, tables)?;
    let watch = Piped::start(&mut reflector::command(server.address())?)?;
    held(&server, watch.pid())
}

fn kubectl(tables: bool) -> anyhow::Result<Option<Held>> {
    let server = Loopback::start(PODS, tables)?;
    let Some(mut command) = peer::kubectl(&server.kubeconfig(), &["get", "pods", "-A", "-w"]) else { return Ok(None) };
    let watch = Piped::start(command.env("HOME", server.home()))?;
    held(&server, watch.pid()).map(Some)
}

fn held(server: &Loopback, pid: u32) -> anyhow::Result<Held> {
    server.watched()?;
    process::quiet(pid, LIMIT)?;
    server.churn(CHANGES, CHANGES)?;
    process::quiet(pid, LIMIT)?;
    let gone = || anyhow::anyhow!("process {pid} is gone");
    Ok(Held { peak: process::peak_kb(pid).ok_or_else(gone)?, now: process::held_kb(pid).ok_or_else(gone)? })
}

fn kb(value: u64) -> f64 {
    f64::from(u32::try_from(value).unwrap_or(u32::MAX))
}

fn megabytes(value: u64) -> f64 {
    kb(value) / 1024.0
}
