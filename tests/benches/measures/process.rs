//! What a process has used, from /proc.

use std::{
    fs,
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::Context;

/// A tick of /proc/PID/stat.
const TICK: Duration = Duration::from_millis(10);

/// User and system time of a process, its threads that have ended included; a zombie still has it.
pub fn cpu(pid: u32) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).with_context(|| format!("process {pid} is gone"))?;
    // The name, in parentheses, may hold anything.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u32>().ok()).context("an odd /proc/PID/stat");
    Ok(TICK * (ticks(11)? + ticks(12)?))
}

/// User and system time to the nanosecond, of the threads that live.
pub fn cpu_of_threads(pid: u32) -> anyhow::Result<Duration> {
    let mut nanoseconds = 0;
    for thread in fs::read_dir(format!("/proc/{pid}/task"))? {
        let text = fs::read_to_string(thread?.path().join("schedstat")).unwrap_or_default();
        nanoseconds += text.split(' ').next().and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    }
    Ok(Duration::from_nanos(nanoseconds))
}

/// The most memory that a process ever held, in kB; `None` once it has ended.
pub fn peak_kb(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The memory that a process holds now, in kB, by itself.
pub fn held_kb(pid: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = rollup.lines().find(|line| line.starts_with("Pss:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Waits until a process does nothing to speak of.
pub fn quiet(pid: u32, limit: Duration) -> anyhow::Result<()> {
    let until = Instant::now() + limit;
    let (mut before, mut still) = (cpu(pid)?, 0);
    while still < 4 {
        anyhow::ensure!(Instant::now() < until, "process {pid} is still busy after {} s", limit.as_secs());
        wait(Duration::from_millis(250));
        let now = cpu(pid)?;
        still = if now.saturating_sub(before) <= TICK { still + 1 } else { 0 };
        before = now;
    }
    Ok(())
}

/// Waits until something holds.
pub fn until(what: &str, limit: Duration, mut holds: impl FnMut() -> bool) -> anyhow::Result<Duration> {
    let began = Instant::now();
    while !holds() {
        anyhow::ensure!(began.elapsed() < limit, "no {what} after {} s", limit.as_secs());
        wait(Duration::from_millis(2));
    }
    Ok(began.elapsed())
}

#[expect(clippy::disallowed_methods, reason = "a measure watches another process")]
pub fn wait(time: Duration) {
    sleep(time);
}
