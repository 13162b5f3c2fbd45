//! M11, from inside: what a message costs that changes nothing, or one line of a log, and the bytes that it sends.

use std::{
    cell::Cell,
    io::{self, Write},
    rc::Rc,
    time::Instant,
};

use anyhow::Context;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use ratatui::{
    Terminal,
    backend::{Backend, CrosstermBackend},
    layout::Size,
};
use stanch::{
    adapters::cluster::decode,
    app::{self, Settings, State},
    domain::{
        cluster::ClusterNo,
        logs::{LogLine, LogNews},
        text::Safe,
        watch::{Batch, Change, Delta, Span},
        workload::Kind,
    },
    flow::{Effect, Event, Message, Model, effect::Ticket},
    logic::board::Board,
    runtime::terminal::Screen,
};

use super::{
    crowd::{Shape, cluster, deployment, pod},
    note,
    report::{Figure, Report},
};

const WORKLOADS: usize = 1_000;
const ROUNDS: u32 = 2_000;
const SIZE: Size = Size { width: 200, height: 60 };
const NO: ClusterNo = ClusterNo(0);

pub fn measure(report: &Report) -> anyhow::Result<()> {
    let still = Message::Event(Event::Cluster(Batch { cluster: NO, changes: Vec::new() }));
    let mut state = filled()?;
    let ours = ours(&mut state, |_| still.clone())?;
    let plain = plain(&mut state, &still)?;
    let figure = |what, case: &str, stanch, peer: Option<f64>, goal| Figure {
        what,
        case: case.to_owned(),
        stanch,
        peers: peer.map(|value| ("plain ratatui, drawing every time", value)).into_iter().collect(),
        goal: Some(goal),
        n: ROUNDS as usize,
    };
    report.figure(&figure("frame_us", "nothing changed", ours.micros, Some(plain.micros), 20.0))?;
    report.figure(&figure("frame_bytes", "nothing changed", ours.bytes, Some(plain.bytes), 0.0))?;
    let Some(ticket) = open_log(&mut state)? else {
        note("M11: the first row of the board opens no log, so one log line is not measured");
        return Ok(());
    };
    let line = |round: u32| {
        let text = Safe::line(&format!(
            "2026-11-21T09:00:{:02}Z worker {round} took a job of queue mail in {} ms",
            round % 60,
            round % 97
        ));
        let line = LogLine { source: 0, at: None, text, cut: 0 };
        Message::Event(Event::Log { ticket, news: LogNews::Lines(vec![line]) })
    };
    let ours = self::ours(&mut state, line)?;
    report.figure(&figure("frame_us", "one log line", ours.micros, None, 468.0))?;
    report.figure(&figure("frame_bytes", "one log line", ours.bytes, None, 300.0))
}

/// What one message costs.
struct Cost {
    micros: f64,
    bytes: f64,
}

/// As the console's loop does it: a frame only if the state asks for one.
fn ours(state: &mut State, message: impl Fn(u32) -> Message) -> anyhow::Result<Cost> {
    let count = Counter::default();
    let mut terminal = Terminal::new(Screen::new(count.clone(), SIZE))?;
    draw(&mut terminal, state)?;
    cost(&count, |round| {
        app::update(state, message(round));
        if state.take_dirty() { draw(&mut terminal, state) } else { Ok(()) }
    })
}

/// As ratatui's examples do it.
fn plain(state: &mut State, message: &Message) -> anyhow::Result<Cost> {
    let count = Counter::default();
    let viewport = ratatui::Viewport::Fixed(ratatui::layout::Rect::new(0, 0, SIZE.width, SIZE.height));
    let mut terminal =
        Terminal::with_options(CrosstermBackend::new(count.clone()), ratatui::TerminalOptions { viewport })?;
    draw(&mut terminal, state)?;
    cost(&count, |_| {
        app::update(state, message.clone());
        draw(&mut terminal, state)
    })
}

fn cost(count: &Counter, mut round: impl FnMut(u32) -> anyhow::Result<()>) -> anyhow::Result<Cost> {
    let (before, began) = (count.0.get(), Instant::now());
    for number in 0..ROUNDS {
        round(number)?;
    }
    let each = f64::from(ROUNDS);
    let bytes = f64::from(u32::try_from(count.0.get() - before)?) / each;
    Ok(Cost { micros: began.elapsed().as_secs_f64() * 1e6 / each, bytes })
}

fn draw<B: Backend<Error = io::Error>>(terminal: &mut Terminal<B>, state: &State) -> anyhow::Result<()> {
    terminal.draw(|frame| app::view(state, frame))?;
    Ok(())
}

/// A console with a full board.
fn filled() -> anyhow::Result<State> {
    let now: Timestamp = "2026-11-21T12:00:00Z".parse()?;
    let model = Model::new(Board::default(), Safe::from_static("op1@bastion2"), now);
    let mut state = State::new(model, Settings::default());
    let workload = |index| decode::workload(NO, Kind::Deployment, deployment(index, 1000).as_bytes());
    let items = (0..WORKLOADS).map(workload).collect::<Result<_, _>>().context("read a deployment")?;
    let workloads = Change::Workload(Kind::Deployment, Delta::Replace { span: Span::All, items });
    let changes = vec![Change::Cluster(cluster(NO)), workloads];
    for message in [
        Message::Resize { width: SIZE.width, height: SIZE.height },
        Message::Tick(now),
        Message::Event(Event::Cluster(Batch { cluster: NO, changes })),
    ] {
        app::update(&mut state, message);
    }
    Ok(state)
}

/// Opens the first row, whose pods then arrive; the ticket of the log that it asks for.
fn open_log(state: &mut State) -> anyhow::Result<Option<Ticket>> {
    let items = (0..10).map(|index| decode::pod(pod(index, 0, 1000, Shape::Object).as_bytes()));
    let pods = Delta::Replace { span: Span::All, items: items.collect::<Result<_, _>>().context("read a pod")? };
    let press = |code| Message::Key(KeyEvent::new(code, KeyModifiers::NONE));
    // The board finds its rows when somebody looks.
    state.take_dirty();
    let messages = [
        press(KeyCode::Enter),
        Message::Event(Event::Cluster(Batch { cluster: NO, changes: vec![Change::Pod(pods)] })),
        press(KeyCode::Char('l')),
    ];
    let mut effects = messages.into_iter().flat_map(|message| app::update(state, message)).collect::<Vec<_>>();
    effects.reverse();
    Ok(effects.into_iter().find_map(|effect| match effect {
        Effect::Tail { ticket, .. } => Some(ticket),
        _ => None,
    }))
}

/// Counts the bytes that are written to it.
#[derive(Debug, Clone, Default)]
struct Counter(Rc<Cell<u64>>);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
