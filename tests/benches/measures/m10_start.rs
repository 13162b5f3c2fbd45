//! M10: from exec to the full list, to the first rows on the screen, and with no cluster at all.

use std::time::{Duration, Instant};

use super::{
    loopback::{Loopback, write_kubeconfig},
    note, peer, process,
    report::{Figure, Report},
    subject::{Console, command, median, run},
};

const PODS: usize = 10_000;
const TIMES: usize = 5;
const LIMIT: Duration = Duration::from_secs(30);

pub fn measure(report: &mut Report) -> anyhow::Result<()> {
    note(&format!("M10: {PODS} pods, {TIMES} times"));
    let server = Loopback::start(PODS, true)?;
    let kubeconfig = server.kubeconfig().display().to_string();
    let case = || format!("{PODS} pods");
    let (mut cpu, mut peer_cpu) = (Vec::new(), Vec::new());
    let mut rows = Vec::new();
    for _ in 0..TIMES {
        let board = run(&mut command(server.home(), &["board", "--json", "-A", "--kubeconfig", &kubeconfig]))?;
        anyhow::ensure!(matches!(board.code, Some(0 | 10 | 11)), "stanch board ended with {:?}", board.code);
        cpu.push(board.cpu.as_secs_f64());
        if let Some(mut kubectl) = peer::kubectl(&server.kubeconfig(), &["get", "pods", "-A"]) {
            peer_cpu.push(run(kubectl.env("HOME", server.home()))?.cpu.as_secs_f64());
        }
        let began = Instant::now();
        let console = Console::open(server.home(), &["-A", "--kubeconfig", &kubeconfig])?;
        process::until("row on the screen", LIMIT, || console.shows("svc-"))?;
        rows.push(began.elapsed().as_secs_f64() * 1e3);
    }
    let peers = if peer_cpu.is_empty() { Vec::new() } else { vec![("kubectl get pods -A", median(peer_cpu))] };
    report.figure(&Figure {
        what: "cpu_s_to_full_list",
        case: case(),
        stanch: median(cpu),
        peers,
        goal: Some(0.35),
        n: TIMES,
    })?;
    let peers = Vec::new();
    report.figure(&Figure {
        what: "wall_ms_to_first_rows",
        case: case(),
        stanch: median(rows),
        peers,
        goal: Some(150.0),
        n: TIMES,
    })?;
    without_cluster(report)
}

fn without_cluster(report: &Report) -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let kubeconfig = home.path().join("kubeconfig");
    // Nobody listens there.
    write_kubeconfig(&kubeconfig, "http://127.0.0.1:9")?;
    let mut spent = Vec::new();
    for _ in 0..TIMES {
        let console = Console::open(home.path(), &["-A", "--kubeconfig", &kubeconfig.display().to_string()])?;
        process::until("first frame", LIMIT, || !console.text().trim().is_empty())?;
        process::wait(Duration::from_millis(200));
        spent.push(process::cpu_of_threads(console.pid)?.as_secs_f64() * 1e3);
    }
    let (stanch, peers) = (median(spent), Vec::new());
    report.figure(&Figure {
        what: "cpu_ms_to_start",
        case: "no cluster answers".to_owned(),
        stanch,
        peers,
        goal: Some(15.0),
        n: TIMES,
    })
}
