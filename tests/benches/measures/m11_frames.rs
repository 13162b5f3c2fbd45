//! M11: what the terminal costs: bytes while nothing changes, and from a key to its first byte while pods change.

use std::{
    thread,
    time::{Duration, Instant},
};

use super::{
    loopback::Loopback,
    m11_bytes, m11_stream, note, process,
    report::{Figure, Report},
    subject::Console,
};

const PODS: usize = 10_000;
const RATE: usize = 100;
const KEYS: usize = 300;
const STILL: Duration = Duration::from_secs(10);
const LIMIT: Duration = Duration::from_mins(1);

pub fn measure(report: &mut Report) -> anyhow::Result<()> {
    m11_bytes::measure(report)?;
    note(&format!("M11: {PODS} pods, 200 by 60, {KEYS} keys while {RATE} pods a second change"));
    let server = Loopback::start(PODS, true)?;
    let mut console =
        Console::open(server.home(), &["-A", "--kubeconfig", &server.kubeconfig().display().to_string()])?;
    server.watched()?;
    process::quiet(console.pid, LIMIT)?;
    let before = console.written();
    process::wait(STILL);
    let bytes = float(console.written() - before)? / STILL.as_secs_f64();
    let figure =
        |what, case: &str, stanch, goal, n| Figure { what, case: case.to_owned(), stanch, peers: Vec::new(), goal, n };
    report.figure(&figure("bytes_per_second", "nothing changes but the clock on the screen", bytes, None, 10))?;

    let changes = usize::try_from(STILL.as_secs() * 3)? * RATE;
    let (mut waits, began, before) = (Vec::new(), Instant::now(), process::cpu(console.pid)?);
    thread::scope(|scope| -> anyhow::Result<()> {
        let churn = scope.spawn(|| server.churn(changes, RATE));
        for key in ["j", "k"].iter().cycle().take(KEYS) {
            waits.push(answer(&mut console, key)?);
        }
        churn.join().unwrap_or_else(|_| Err(anyhow::anyhow!("the churn was cut short")))
    })?;
    let share = process::cpu(console.pid)?.saturating_sub(before).as_secs_f64() / began.elapsed().as_secs_f64();
    waits.sort();
    let p99 = waits.get(waits.len() * 99 / 100).copied().unwrap_or_default();
    report.figure(&figure("key_to_bytes_p99_ms", "100 changes a second", p99.as_secs_f64() * 1e3, Some(5.0), KEYS))?;
    report.figure(&figure(
        "percent_of_a_core",
        "100 changes and 10 keys a second",
        share * 100.0,
        Some(2.0),
        changes,
    ))?;
    drop(console);
    m11_stream::measure(report)
}

/// From a key to the first byte that the console writes. What it writes by itself at that moment counts too, rarely.
pub fn answer(console: &mut Console, key: &str) -> anyhow::Result<Duration> {
    // Not in step with the frames.
    process::wait(Duration::from_millis(83));
    let (before, began) = (console.written(), Instant::now());
    console.press(key)?;
    while console.written() == before {
        anyhow::ensure!(began.elapsed() < LIMIT, "no answer to {key}");
        thread::yield_now();
    }
    Ok(began.elapsed())
}

fn float(count: u64) -> anyhow::Result<f64> {
    Ok(f64::from(u32::try_from(count)?))
}
