//! The loop: input first, then a frame if something changed, then what the world said.

use std::{
    fs::File,
    io,
    path::PathBuf,
    process::ExitStatus,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context;
use ratatui::Terminal;
use tokio::{
    sync::mpsc::{self, Receiver, error::TryRecvError},
    time::sleep_until,
};

use crate::{
    adapters::world::World,
    domain::{text::Safe, watch::Batch},
    flow::{Effect, Event, Message, effect::Ticket, event::Clipboard},
};

mod lending;

use lending::end_of;

use super::{
    clipboard, clock, crash,
    editor::Editing,
    effects::{Effects, Outside},
    face::Face,
    input::{Gate, Input, listen},
    news::News,
    settings::Settings,
    signals::{Call, Ending, Exit, Signals, last_resort},
    suspend,
    task::Task,
    terminal::{self, Halves, Patient, Screen, Tty},
};

/// At most 60 frames a second, or two.
const FRAME: Duration = Duration::from_micros(16_667);
const SLOW_FRAME: Duration = Duration::from_millis(500);
/// What the world says is taken in for so long before input is looked at again.
const SLICE: Duration = Duration::from_millis(4);
/// What may wait for the loop; who has more waits.
const INPUTS: usize = 256;
const BATCHES: usize = 64;
const NEWS: usize = 64;
/// A loop that does not end by then hangs.
const PATIENCE: Duration = Duration::from_secs(2);
const STOPPING: Duration = Duration::from_secs(1);

/// Runs a console in a terminal until somebody or something ends it, a signal from before included. From the first moment on the
/// terminal is given back on every way out.
pub async fn run(
    face: impl Face,
    tty: Arc<Tty>,
    world: World,
    outside: Outside,
    settings: &Settings,
    ending: Ending,
) -> anyhow::Result<Exit> {
    crash::forbid_core_dumps();
    let restored = Arc::clone(&tty);
    crash::install(settings.state.clone(), move || restored.leave());
    let ended = match Console::start(face, (Arc::clone(&tty), ending), world, outside, settings) {
        Ok(console) => console.run().await,
        Err(error) => Err(error),
    };
    tty.leave();
    match ended {
        Ok(exit) => Ok(exit),
        // A terminal that takes nothing more is gone, with or without a signal.
        Err(error) if terminal::is_gone(&error) => Ok(Exit::HangUp),
        Err(error) => Err(error).context("use the terminal"),
    }
}

struct Console<F> {
    face: F,
    terminal: Terminal<Screen<Patient<File>>>,
    halves: Halves,
    effects: Effects,
    /// Copies to the clipboard get no further than the terminal.
    swallows: bool,
    pace: Duration,
    /// When the last frame was drawn, and the last one that answered a key.
    drawn: Option<Instant>,
    answered: Option<Instant>,
    dirty: bool,
    /// Somebody pressed a key since the last frame, and waits.
    asked: bool,
    /// Who waits until the next frame has been looked at.
    settling: Vec<Ticket>,
    inputs: Receiver<Input>,
    batches: Receiver<Batch>,
    happened: Receiver<News>,
    signals: Signals,
    tty: Arc<Tty>,
    gate: Gate,
    /// Who has the terminal meanwhile, and what opens it on files of which folder.
    editing: Option<Editing>,
    editor: String,
    edits: PathBuf,
    watchdog: Option<Task>,
}

/// What one step of the loop came to.
type Step = io::Result<Option<Exit>>;

/// What the loop waits for.
enum Turn {
    Call(Call),
    Input(Option<Input>),
    Edited(io::Result<ExitStatus>),
    Frame,
    Second,
    News(Option<News>),
    Batch(Option<Batch>),
}

impl<F: Face> Console<F> {
    fn start(
        face: F,
        (tty, ending): (Arc<Tty>, Ending),
        world: World,
        outside: Outside,
        settings: &Settings,
    ) -> io::Result<Self> {
        let signals = Signals::listen(ending)?;
        let watchdog = last_resort(Arc::clone(&tty), PATIENCE)?;
        let (input, inputs) = mpsc::channel(INPUTS);
        let (batch, batches) = mpsc::channel(BATCHES);
        let (news, happened) = mpsc::channel(NEWS);
        tty.enter()?;
        let gate = listen(tty.input()?, input)?;
        let screen = Screen::new(Patient::new(tty.output()?), tty.size());
        Ok(Self {
            face,
            terminal: Terminal::new(screen)?,
            halves: Halves::default(),
            effects: Effects::new(world.clusters, outside, settings, batch, news),
            swallows: settings.screen,
            pace: if settings.low_bandwidth { SLOW_FRAME } else { FRAME },
            drawn: None,
            answered: None,
            dirty: true,
            asked: false,
            settling: Vec::new(),
            inputs,
            batches,
            happened,
            signals,
            tty,
            gate,
            editing: None,
            editor: settings.editor.clone(),
            edits: settings.state.join("edit"),
            watchdog: Some(watchdog),
        })
    }

    async fn run(mut self) -> io::Result<Exit> {
        let ended = self.turn().await;
        // What is in flight gets longer than a loop that hangs.
        self.watchdog = None;
        // Nobody takes news any more: what is told now keeps nobody waiting.
        self.happened.close();
        self.effects.end().await;
        ended
    }

    async fn turn(&mut self) -> io::Result<Exit> {
        let started = self.size_changed().await?;
        if let Some(exit) = started.or(self.tell(Message::Tick(clock::now())).await?) {
            return Ok(exit);
        }
        let mut second = next_second();
        loop {
            if let Some(exit) = self.waiting_inputs().await? {
                return Ok(exit);
            }
            self.dirty |= self.face.take_dirty();
            let due = self.due();
            if due.is_some_and(|at| at <= Instant::now()) {
                self.draw()?;
                continue;
            }
            let turn = self.wait(due, second).await;
            if matches!(turn, Turn::Second) {
                second = next_second();
            }
            if let Some(exit) = self.take(turn).await? {
                return Ok(exit);
            }
        }
    }

    /// Waits for whatever comes next; of several the first in this order.
    async fn wait(&mut self, frame: Option<Instant>, second: Instant) -> Turn {
        let at = frame.unwrap_or(second);
        tokio::select! {
            biased;
            call = self.signals.next() => Turn::Call(call),
            input = self.inputs.recv() => Turn::Input(input),
            ended = end_of(&mut self.editing) => Turn::Edited(ended),
            () = sleep_until(at.into()), if frame.is_some() => Turn::Frame,
            () = sleep_until(second.into()) => Turn::Second,
            news = self.happened.recv() => Turn::News(news),
            batch = self.batches.recv() => Turn::Batch(batch),
        }
    }

    async fn take(&mut self, turn: Turn) -> Step {
        match turn {
            Turn::Call(call) => self.call(call).await,
            Turn::Input(Some(input)) => self.input(input).await,
            Turn::Edited(ended) => self.edited(ended).await,
            // The reader is gone: so is the terminal.
            Turn::Input(None) => Ok(Some(Exit::HangUp)),
            Turn::Second => self.tell(Message::Tick(clock::now())).await,
            Turn::News(Some(news)) => self.news(news).await,
            Turn::Batch(Some(batch)) => self.batch(batch).await,
            Turn::Frame | Turn::News(None) | Turn::Batch(None) => Ok(None),
        }
    }

    async fn waiting_inputs(&mut self) -> Step {
        loop {
            match self.inputs.try_recv() {
                Ok(input) => match self.input(input).await? {
                    None => {}
                    end => return Ok(end),
                },
                Err(TryRecvError::Empty) => return Ok(None),
                Err(TryRecvError::Disconnected) => return Ok(Some(Exit::HangUp)),
            }
        }
    }

    async fn input(&mut self, input: Input) -> Step {
        match input {
            // Whoever typed that has not seen anything yet.
            Input::Message(_) if self.drawn.is_none() => Ok(None),
            Input::Message(message) => {
                self.asked = true;
                self.tell(message).await
            }
            Input::Paused => Ok(None),
            Input::HangUp => Ok(Some(Exit::HangUp)),
        }
    }

    /// Takes in this batch and those that wait, for a slice of time.
    async fn batch(&mut self, batch: Batch) -> Step {
        let until = Instant::now() + SLICE;
        let mut next = Some(batch);
        while let Some(batch) = next {
            // What a context that was given up said last is nobody's.
            if self.effects.clusters().get(batch.cluster).is_some()
                && let Some(exit) = self.tell(Message::Event(Event::Cluster(batch))).await?
            {
                return Ok(Some(exit));
            }
            next = if Instant::now() < until { self.batches.try_recv().ok() } else { None };
        }
        Ok(None)
    }

    async fn news(&mut self, news: News) -> Step {
        let event = match news {
            News::Event(event) => event,
            News::Pinned(api) => Event::Opened(Ok(self.effects.pinned(api))),
        };
        self.tell(Message::Event(event)).await
    }

    async fn call(&mut self, call: Call) -> Step {
        match call {
            call if self.editing.is_some() => self.call_aside(call).await,
            Call::End(exit) => Ok(Some(exit)),
            Call::Stop if suspend::has_shell() => self.suspend().await,
            Call::Stop => Ok(None),
            Call::Continue => self.resume().await,
            Call::Resize => self.size_changed().await,
        }
    }

    async fn size_changed(&mut self) -> Step {
        let size = self.tty.size();
        self.terminal.backend_mut().resize(size);
        // Even if it is the size from before: what was smaller meanwhile has lost what was on it.
        self.repaint()?;
        self.tell(Message::Resize { width: size.width, height: size.height }).await
    }

    /// Hands a message to the console and does what it asks for.
    async fn tell(&mut self, message: Message) -> Step {
        let mut messages = vec![message];
        while let Some(message) = messages.pop() {
            for effect in self.face.update(message) {
                match effect {
                    Effect::Quit => return Ok(Some(Exit::Quit)),
                    Effect::Suspend if suspend::has_shell() => {
                        self.stopped().await?;
                        messages.push(Message::Event(Event::Resumed));
                    }
                    Effect::Suspend => {
                        let why = Safe::from_static("suspend: no shell is there to come back to");
                        messages.push(Message::Event(Event::Failed(why)));
                    }
                    Effect::Edit { ticket, name, text } => messages.extend(self.edit(ticket, &name, &text).await?),
                    other => self.perform(other)?,
                }
            }
        }
        Ok(None)
    }

    fn perform(&mut self, effect: Effect) -> io::Result<()> {
        match effect {
            Effect::Want { cluster, wanted } => self.effects.clusters().want(cluster, wanted),
            Effect::Ask { ticket, cluster, question } => self.effects.ask(ticket, cluster, question),
            Effect::Tail { ticket, cluster, request } => self.effects.tail(ticket, cluster, request),
            Effect::StopTail => self.effects.stop_tail(),
            Effect::Save { name, text } => self.effects.save(name, text),
            Effect::OpenContext { name } => self.effects.open(name),
            Effect::AllowPlugin { cluster, call } => self.effects.allow(cluster, call),
            Effect::Desk { ticket, order } => self.effects.order(ticket, *order),
            Effect::Reconnect { cluster } => {
                if let Some(api) = self.effects.clusters().get(cluster) {
                    api.reconnect();
                }
            }
            Effect::Copy { text } => {
                let clipboard = match clipboard::sequence(&text) {
                    _ if self.swallows => Clipboard::Swallowed,
                    Some(sequence) => {
                        self.terminal.backend_mut().send(sequence.as_bytes())?;
                        Clipboard::Sent
                    }
                    None => Clipboard::TooLong,
                };
                self.effects.copy(text, clipboard);
            }
            Effect::Settle { ticket } => {
                self.settling.push(ticket);
                self.dirty = true;
            }
            Effect::Bell if self.editing.is_some() => {}
            Effect::Bell => self.terminal.backend_mut().send(b"\x07")?,
            Effect::Repaint => self.repaint()?,
            // `tell` does these.
            Effect::Suspend | Effect::Quit | Effect::Edit { .. } => {}
        }
        Ok(())
    }

    fn repaint(&mut self) -> io::Result<()> {
        if self.editing.is_some() {
            return Ok(());
        }
        self.terminal.backend_mut().forget();
        self.terminal.clear()?;
        self.dirty = true;
        Ok(())
    }

    /// When the next frame is due, if there is something to draw. The answer to a key does not wait because of a frame
    /// that was drawn for something else; with little bandwidth it does.
    fn due(&self) -> Option<Instant> {
        let last = if self.asked && self.pace < SLOW_FRAME { self.answered } else { self.drawn };
        (self.dirty && self.editing.is_none()).then(|| last.map_or_else(Instant::now, |last| last + self.pace))
    }

    fn draw(&mut self) -> io::Result<()> {
        let (face, halves) = (&self.face, &mut self.halves);
        self.terminal.draw(|frame| {
            face.view(frame);
            halves.mend(frame.buffer_mut());
        })?;
        let now = Some(Instant::now());
        self.drawn = now;
        if std::mem::take(&mut self.asked) {
            self.answered = now;
        }
        self.dirty = false;
        for ticket in std::mem::take(&mut self.settling) {
            self.effects.settle(ticket);
        }
        Ok(())
    }
}

fn next_second() -> Instant {
    Instant::now() + clock::to_next_second(clock::now())
}
