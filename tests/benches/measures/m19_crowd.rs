//! M19: the board on a real API server with the crowd of `../shared/tools/crowd`: 10,000 pods of 23 kB in 1,000 Deployments.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::Context;
use serde_json::Value;

use super::{
    note, peer, process,
    report::{Figure, Report},
    subject::{Console, Piped, command, median, run},
};

const TIMES: usize = 5;
const LIMIT: Duration = Duration::from_mins(3);

/// The tools of the workplace, and the cluster that they started.
struct Crowd {
    tool: PathBuf,
    kubeconfig: PathBuf,
}

pub fn measure(report: &mut Report) -> anyhow::Result<()> {
    let Some(crowd) = Crowd::find() else {
        note("M19 skipped: it needs ../shared/tools/cluster up and ../shared/tools/crowd fill");
        return Ok(());
    };
    let home = tempfile::tempdir()?;
    start(report, &crowd, home.path())?;
    for (how, rate, seconds, goal, peak) in [("churn", 100, 30, 80.0, 30.0), ("storm", 50, 40, 120.0, 40.0)] {
        change(report, &crowd, home.path(), &Load { how, rate, seconds, goal, peak })?;
    }
    Ok(())
}

fn start(report: &Report, crowd: &Crowd, home: &Path) -> anyhow::Result<()> {
    let kubeconfig = crowd.kubeconfig.display().to_string();
    let (mut wall, mut cpu, mut peak) = (Vec::new(), Vec::new(), Vec::new());
    let (mut peer_wall, mut peer_cpu, mut bad) = (Vec::new(), Vec::new(), 0);
    for _ in 0..TIMES {
        let board = run(&mut command(home, &["board", "--json", "-A", "--kubeconfig", &kubeconfig]))?;
        bad = explained(&board.output)?;
        wall.push(board.wall.as_secs_f64());
        cpu.push(board.cpu.as_secs_f64());
        peak.push(f64::from(u32::try_from(board.peak_kb)?) / 1024.0);
        if let Some(mut kubectl) = peer::kubectl(&crowd.kubeconfig, &["get", "pods", "-A"]) {
            let kubectl = run(kubectl.env("HOME", home))?;
            peer_wall.push(kubectl.wall.as_secs_f64());
            peer_cpu.push(kubectl.cpu.as_secs_f64());
        }
    }
    let case = format!("board --json, {bad} bad rows with their reasons (5 in a fresh crowd)");
    let peers =
        |values: Vec<f64>| if values.is_empty() { Vec::new() } else { vec![("kubectl get pods -A", median(values))] };
    let figure =
        |what, stanch, peers, goal| Figure { what, case: case.clone(), stanch, peers, goal: Some(goal), n: TIMES };
    report.figure(&figure("wall_s", median(wall), peers(peer_wall), 0.6))?;
    report.figure(&figure("cpu_s", median(cpu), peers(peer_cpu), 0.3))?;
    report.figure(&figure("peak_mb", median(peak), Vec::new(), 30.0))
}

/// How many rows are bad and say why.
fn explained(json: &[u8]) -> anyhow::Result<usize> {
    let board: Value = serde_json::from_slice(json).context("stanch board --json printed no JSON")?;
    let rows = board.get("rollouts").and_then(Value::as_array).context("no rollouts in the board")?;
    let text = |row: &Value, name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let bad = |row: &&Value| ["failed", "degraded", "slow"].contains(&text(row, "state").as_str());
    Ok(rows.iter().filter(bad).filter(|row| !text(row, "why").is_empty()).count())
}

/// What `crowd` does to the pods.
struct Load {
    how: &'static str,
    rate: u32,
    seconds: u32,
    goal: f64,
    peak: f64,
}

fn change(report: &Report, crowd: &Crowd, home: &Path, load: &Load) -> anyhow::Result<()> {
    note(&format!("M19 crowd {} {} {}", load.how, load.rate, load.seconds));
    let kubeconfig = crowd.kubeconfig.display().to_string();
    let console = Console::open(home, &["-A", "--kubeconfig", &kubeconfig])?;
    let watch = match peer::kubectl(&crowd.kubeconfig, &["get", "pods", "-A", "-w"]) {
        Some(mut command) => Some(Piped::start(command.env("HOME", home))?),
        None => None,
    };
    let mut pids = vec![console.pid];
    pids.extend(watch.iter().map(Piped::pid));
    for pid in &pids {
        process::quiet(*pid, LIMIT)?;
    }
    let before = pids.iter().map(|pid| process::cpu(*pid)).collect::<anyhow::Result<Vec<_>>>()?;
    let changes = crowd.change(load)?;
    // What has failed has to cross its grace.
    process::wait(Duration::from_secs(5));
    let mut costs = Vec::new();
    for (pid, before) in pids.iter().zip(before) {
        costs.push(process::cpu(*pid)?.saturating_sub(before).as_secs_f64() * 1e6 / f64::from(changes));
    }
    let case = format!("crowd {} {} {}", load.how, load.rate, load.seconds);
    let figure = |what, stanch, peers, goal| Figure {
        what,
        case: case.clone(),
        stanch,
        peers,
        goal: Some(goal),
        n: changes as usize,
    };
    let peers = costs.get(1).map(|cost| ("kubectl get pods -A -w", *cost)).into_iter().collect();
    report.figure(&figure("cpu_us_per_change", costs.first().copied().unwrap_or(f64::NAN), peers, load.goal))?;
    let megabytes = |pid| process::peak_kb(pid).and_then(|kb| u32::try_from(kb).ok()).map(|kb| f64::from(kb) / 1024.0);
    let peers = watch
        .as_ref()
        .and_then(|watch| Some(("kubectl get pods -A -w", megabytes(watch.pid())?)))
        .into_iter()
        .collect();
    report.figure(&figure("peak_mb", megabytes(console.pid).unwrap_or(f64::NAN), peers, load.peak))
}

impl Crowd {
    /// The crowd, where a cluster runs that has it.
    fn find() -> Option<Self> {
        let tools = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared/tools");
        let output = Command::new(tools.join("cluster")).arg("env").output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let kubeconfig = PathBuf::from(text.trim().strip_prefix("export KUBECONFIG=")?);
        let filled = Command::new(tools.join("cluster"))
            .args(["kubectl", "get", "namespace", "team-22", "-o", "name"])
            .stderr(Stdio::null())
            .output()
            .is_ok_and(|output| output.status.success());
        (kubeconfig.exists() && filled).then(|| Self { tool: tools.join("crowd"), kubeconfig })
    }

    /// Runs a load to its end; answers how many changes it made.
    fn change(&self, load: &Load) -> anyhow::Result<u32> {
        let output = Command::new(&self.tool)
            .args([load.how, &load.rate.to_string(), &load.seconds.to_string()])
            .stderr(Stdio::inherit())
            .output()?;
        anyhow::ensure!(output.status.success(), "crowd {} failed", load.how);
        let said: Value = serde_json::from_slice(&output.stdout)?;
        said.get("changes")
            .and_then(Value::as_u64)
            .and_then(|count| u32::try_from(count).ok())
            .context("crowd said no count")
    }
}
