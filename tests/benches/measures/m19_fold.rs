//! M19 without a network: what the console itself spends on a change in a storm, decoding and reading apart.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use ratatui::{Terminal, layout::Size};
use stanch::{
    adapters::cluster::decode,
    app::{self, Settings, State},
    domain::{
        Truth,
        cluster::{ClusterNo, Link, Source, Spaces},
        pod::{Pod, PodRow},
        text::Safe,
        watch::{Batch, Change, Delta, Span},
        workload::{Kind, Workload},
    },
    flow::{Event, Message, Model},
    logic::board::Board,
    runtime::terminal::Screen,
};

use super::{
    crowd::{Shape, cluster, deployment, pod},
    process,
    report::{Figure, Report},
};

const NO: ClusterNo = ClusterNo(0);
const SIZE: Size = Size { width: 80, height: 24 };
const WORKLOADS: usize = 1_000;
const PODS_OF_EACH: usize = 10;
/// Rollouts that are bad before the storm is measured.
const BAD: usize = 600;
const SECONDS: usize = 30;
const BATCHES_A_SECOND: usize = 5;
const CHANGES_OF_A_BATCH: usize = 10;

pub fn measure(report: &mut Report) -> anyhow::Result<()> {
    let mut storm = Storm::brewing()?;
    let began = process::cpu_of_threads(std::process::id())?;
    for _ in 0..SECONDS {
        for _ in 0..BATCHES_A_SECOND {
            storm.batch()?;
        }
        storm.second()?;
    }
    let spent = process::cpu_of_threads(std::process::id())?.saturating_sub(began);
    let count = SECONDS * BATCHES_A_SECOND * CHANGES_OF_A_BATCH;
    report.figure(&Figure {
        what: "cpu_us_per_change",
        case: format!("the fold and the screen alone, {BAD} of {WORKLOADS} rollouts bad"),
        stanch: spent.as_secs_f64() * 1e6 / f64::from(u32::try_from(count)?),
        peers: Vec::new(),
        goal: None,
        n: count,
    })
}

/// A console, and a cluster that goes down.
struct Storm {
    state: State,
    terminal: Terminal<Screen<std::io::Sink>>,
    now: Timestamp,
    workloads: Vec<Workload>,
    pods: Vec<Pod>,
    /// The next pod that fails.
    next: usize,
}

impl Storm {
    fn brewing() -> anyhow::Result<Self> {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse()?;
        let workload = |index| decode::workload(NO, Kind::Deployment, deployment(index, 1000).as_bytes());
        let workloads: Vec<_> = (0..WORKLOADS).map(workload).collect::<Result<_, _>>().context("read a deployment")?;
        let read = |index| decode::pod(pod(index, 0, 1000, Shape::Object).as_bytes());
        let pods = (0..WORKLOADS * PODS_OF_EACH).map(read).collect::<Result<_, _>>().context("read a pod")?;
        let model = Model::new(Board::default(), Safe::from_static("op1@bastion2"), now);
        let terminal = Terminal::new(Screen::new(std::io::sink(), SIZE))?;
        let mut storm = Self { state: State::new(model, Settings::default()), terminal, now, workloads, pods, next: 0 };
        storm.tell(Message::Tick(now))?;
        let listed = storm.lists();
        storm.changes(listed)?;
        for _ in 0..BAD {
            let fallen = storm.fail();
            storm.changes(fallen)?;
        }
        // Those cross their grace.
        storm.now += SignedDuration::from_mins(2);
        storm.second()?;
        Ok(storm)
    }

    fn lists(&self) -> Vec<Change> {
        vec![
            Change::Cluster(cluster(NO)),
            Change::Source(Source { link: Link::Live, ..Source::default() }),
            Change::Watching(Spaces::All),
            Change::Workload(Kind::Deployment, Delta::Replace { span: Span::All, items: self.workloads.clone() }),
            Change::Workload(Kind::StatefulSet, Delta::Replace { span: Span::All, items: Vec::new() }),
            Change::Workload(Kind::DaemonSet, Delta::Replace { span: Span::All, items: Vec::new() }),
            Change::PodRow(Delta::Replace { span: Span::All, items: self.pods.iter().map(row).collect() }),
        ]
    }

    /// Another pod is not ready any more: its row says so, its object, and its Deployment's counts. Neighbours in the list
    /// are of different Deployments.
    fn fail(&mut self) -> Vec<Change> {
        let (owner, member) = (self.next % WORKLOADS, self.next / WORKLOADS % PODS_OF_EACH);
        // The first ones fail, and then fail again: a storm goes round.
        self.next = if owner + 1 == BAD { (member + 1) * WORKLOADS } else { self.next + 1 };
        let Some(workload) = self.workloads.get_mut(owner) else { return Vec::new() };
        let Some(pod) = self.pods.get_mut(owner * PODS_OF_EACH + member) else { return Vec::new() };
        workload.counts.ready = workload.counts.ready.saturating_sub(1);
        workload.counts.available = workload.counts.ready;
        pod.ready.status = Truth::No;
        pod.ready.since = Some(self.now);
        for container in &mut pod.containers {
            container.ready = false;
            container.restarts += 1;
        }
        vec![
            Change::PodRow(Delta::Apply(row(pod))),
            Change::Pod(Delta::Apply(pod.clone())),
            Change::Workload(Kind::Deployment, Delta::Apply(workload.clone())),
        ]
    }

    fn batch(&mut self) -> anyhow::Result<()> {
        let changes = (0..CHANGES_OF_A_BATCH).flat_map(|_| self.fail()).collect();
        self.changes(changes)
    }

    fn second(&mut self) -> anyhow::Result<()> {
        self.now += SignedDuration::from_secs(1);
        self.tell(Message::Tick(self.now))
    }

    fn changes(&mut self, changes: Vec<Change>) -> anyhow::Result<()> {
        self.tell(Message::Event(Event::Cluster(Batch { cluster: NO, changes })))
    }

    /// As the console's loop does it.
    fn tell(&mut self, message: Message) -> anyhow::Result<()> {
        app::update(&mut self.state, message);
        if self.state.take_dirty() {
            self.terminal.draw(|frame| app::view(&self.state, frame))?;
        }
        Ok(())
    }
}

fn row(pod: &Pod) -> PodRow {
    let count = |ready: bool| u16::try_from(pod.containers.iter().filter(|one| one.ready || !ready).count());
    PodRow {
        namespace: None,
        name: pod.name.clone(),
        ready: (count(true).unwrap_or(0), count(false).unwrap_or(0)),
        status: pod.phase.clone(),
        restarts: pod.containers.iter().map(|container| container.restarts).sum(),
        node: pod.node.clone(),
    }
}
