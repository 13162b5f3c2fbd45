//! M8: CPU per watch event with 10,000 pods of 9 kB, everything included: HTTP, decoding, the model, the screen.

use std::{process::Command, time::Duration};

use super::{
    loopback::Loopback,
    note, peer, process, reflector,
    report::{Figure, Report},
    subject::{Console, Piped},
};

const PODS: usize = 10_000;
const EVENTS: usize = 20_000;
const RATE: usize = 2_000;
const LIMIT: Duration = Duration::from_mins(2);

pub fn measure(report: &mut Report) -> anyhow::Result<()> {
    // What a server prints, which is what the board follows; and the worst case, a server that prints nothing.
    for (tables, case) in [
        (true, "rows, as every API server since 1.15 prints them"),
        (false, "objects of 9 kB, from a server that prints no rows"),
    ] {
        note(&format!("M8 {case}: {PODS} pods, {EVENTS} changes, {RATE} a second"));
        let stanch = {
            let server = Loopback::start(PODS, tables)?;
            let console =
                Console::open(server.home(), &["-A", "--kubeconfig", &server.kubeconfig().display().to_string()])?;
            cost(&server, console.pid)?
        };
        let mut peers = vec![(reflector::NAME, reflected(tables)?)];
        if let Some(kubectl) = kubectl(tables)? {
            peers.push(("kubectl get pods -A -w", kubectl));
        }
        let goal = Some(25.0);
        report.figure(&Figure { what: "cpu_us_per_event", case: case.to_owned(), stanch, peers, goal, n: EVENTS })?;
    }
    Ok(())
}

fn reflected(tables: bool) -> anyhow::Result<f64> {
    let server = Loopback::start(PODS, tables)?;
    let watch = Piped::start(&mut reflector::command(server.address())?)?;
    cost(&server, watch.pid())
}

fn kubectl(tables: bool) -> anyhow::Result<Option<f64>> {
    let server = Loopback::start(PODS, tables)?;
    let Some(mut command): Option<Command> = peer::kubectl(&server.kubeconfig(), &["get", "pods", "-A", "-w"]) else {
        return Ok(None);
    };
    command.env("HOME", server.home());
    let watch = Piped::start(&mut command)?;
    Ok(Some(cost(&server, watch.pid())?))
}

/// Microseconds of CPU that a process spends on one change.
fn cost(server: &Loopback, pid: u32) -> anyhow::Result<f64> {
    server.watched()?;
    process::quiet(pid, LIMIT)?;
    let before = process::cpu(pid)?;
    server.churn(EVENTS, RATE)?;
    process::quiet(pid, LIMIT)?;
    let spent = process::cpu(pid)?.saturating_sub(before);
    Ok(spent.as_secs_f64() * 1e6 / f64::from(u32::try_from(EVENTS)?))
}
