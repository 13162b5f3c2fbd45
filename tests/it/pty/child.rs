//! Consoles that the other tests run in a terminal: the whole runtime, around a face that says what it was told.

use std::{path::PathBuf, sync::Arc};

use crossterm::event::{KeyCode, KeyModifiers};
use futures::future::BoxFuture;
use ratatui::Frame;
use stanch::{
    adapters::{cluster::Api, world::World},
    domain::{
        cluster::{Cluster, ClusterNo, Scope},
        inspection::{Answer, Question},
        logs::{LogNews, LogRequest},
        text::Safe,
        watch::{Batch, Wanted},
    },
    flow::{Effect, Event, Message, effect::Ticket},
    runtime::{self, Face, Settings, terminal::Tty},
};
use tokio::sync::{mpsc, watch};

/// Shows its size, and the last thing that it was told.
#[derive(Default)]
struct Mirror {
    size: (u16, u16),
    last: String,
    batches: u64,
    dirty: bool,
    home: PathBuf,
}

impl Mirror {
    fn say(&mut self, last: impl Into<String>) {
        self.last = last.into();
        self.dirty = true;
    }

    fn key(&mut self, code: KeyCode, modifiers: KeyModifiers) -> Vec<Effect> {
        match (code, modifiers) {
            (KeyCode::Char('q'), _) => return vec![Effect::Quit],
            (KeyCode::Char('z'), KeyModifiers::CONTROL) => return vec![Effect::Suspend],
            (KeyCode::Char('c'), KeyModifiers::NONE) => {
                return vec![Effect::Copy { text: Safe::clean("two\nlines\x1b") }];
            }
            (KeyCode::Char('b'), _) => {
                std::fs::write(self.home.join("busy"), "busy").unwrap();
                return vec![Effect::Copy { text: Safe::clean(&"x".repeat(70_000)) }];
            }
            (KeyCode::Char('s'), _) => return vec![save(), save()],
            (KeyCode::Char('l'), KeyModifiers::CONTROL) => return vec![Effect::Repaint],
            (KeyCode::Char('n'), _) => self.dirty = true,
            (KeyCode::Char('e'), _) => {
                let text = "before ".to_owned();
                return vec![Effect::Edit { ticket: Ticket(1), name: Safe::from_static("F-1.patch"), text }];
            }
            (KeyCode::Char('!'), _) => panic!("said a log: \x1b]0;owned\x07"),
            (code, modifiers) => self.say(format!("key {modifiers} {code}")),
        }
        Vec::new()
    }
}

fn save() -> Effect {
    Effect::Save { name: Safe::clean("api.log"), text: Safe::clean("lines") }
}

impl Face for Mirror {
    fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Key(key) => return self.key(key.code, key.modifiers),
            Message::Paste { text, cut } => self.say(format!("paste {text} {cut}")),
            Message::Resize { width, height } => {
                self.size = (width, height);
                self.dirty = true;
            }
            Message::Event(Event::Cluster(_)) => {
                self.batches += 1;
                self.dirty = true;
            }
            Message::Event(Event::Resumed) => self.say("resumed"),
            Message::Event(Event::Failed(why)) => self.say(format!("failed to {why}")),
            // They may come at any moment.
            Message::Event(Event::Journal(_)) | Message::Tick(_) => {}
            Message::Event(event) => self.say(format!("{event:?}")),
        }
        Vec::new()
    }

    fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    fn view(&self, frame: &mut Frame<'_>) {
        let text = format!("ready {}x{}\n{}", self.size.0, self.size.1, self.last);
        let storm = format!("\n{}", self.batches).repeat(usize::from(self.size.1) * usize::from(self.batches > 0));
        let text = text + &storm;
        frame.render_widget(ratatui::widgets::Paragraph::new(text), frame.area());
    }
}

/// A cluster that says something without a pause.
struct Storm;

impl Api for Storm {
    fn cluster(&self) -> Cluster {
        let name = Safe::from_static("storm");
        let (context, server, namespace) = (name.clone(), name.clone(), name.clone());
        Cluster { no: ClusterNo(0), name, context, server, namespace, id: None }
    }

    fn watch(
        self: Arc<Self>,
        _: Scope,
        _: watch::Receiver<Wanted>,
        out: mpsc::Sender<Batch>,
    ) -> BoxFuture<'static, ()> {
        Box::pin(async move { while out.send(Batch { cluster: ClusterNo(0), changes: Vec::new() }).await.is_ok() {} })
    }

    fn ask(self: Arc<Self>, _: Question) -> BoxFuture<'static, Answer> {
        Box::pin(std::future::pending())
    }

    fn tail(self: Arc<Self>, _: LogRequest, _: mpsc::Sender<LogNews>) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }

    fn reconnect(&self) {}
}

#[test]
#[ignore = "run by others, in a terminal of its own"]
fn mirror() {
    run(World { clusters: Vec::new() });
}

#[test]
#[ignore = "run by others, in a terminal of its own"]
fn storm() {
    run(World { clusters: vec![Arc::new(Storm)] });
}

#[expect(clippy::exit, reason = "the exit code is what the others look at")]
fn run(world: World) {
    let home = PathBuf::from(std::env::var("HOME").unwrap());
    std::fs::write(home.join("pid"), std::process::id().to_string()).unwrap();
    let editor = "./ed.sh".to_owned();
    let settings =
        Settings { state: home.join("state"), editor, term: std::env::var("TERM").ok(), ..Settings::default() };
    let tty = match Tty::open(settings.term.as_deref()) {
        Ok(tty) => Arc::new(tty),
        Err(unfit) => {
            eprintln!("{unfit}");
            std::process::exit(2);
        }
    };
    let connect: runtime::Connect = Arc::new(|_, _| Box::pin(async { Err(Safe::from_static("connect")) }));
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let face = Mirror { home, ..Mirror::default() };
    let store: runtime::OpenStore = Arc::new(|| Box::pin(std::future::pending()));
    let door = Arc::new(|| stanch::logic::redact::Door::new([]));
    let bench = stanch::ops::analyze::Bench::new(door, stanch::logic::board::Board::default(), runtime::clock::now);
    let outside = runtime::Outside { connect, store, bench, sites: runtime::Sites::default() };
    let running =
        async { runtime::run(face, tty, world, outside, &settings, runtime::Ending::listen().unwrap()).await };
    let exit = tokio.block_on(running).unwrap();
    std::process::exit(exit.code().into());
}
