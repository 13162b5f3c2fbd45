//! Consoles that the other tests run in a terminal: the whole runtime, around a face that says what it was told.

use std::{path::PathBuf, sync::Arc};

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::Frame;
use stanch::{
    adapters::world::World,
    domain::text::Safe,
    flow::{Effect, Event, Message},
    runtime::{self, Face, Settings, terminal::Tty},
};

/// Shows its size, and the last thing that it was told.
#[derive(Default)]
struct Mirror {
    size: (u16, u16),
    last: String,
    dirty: bool,
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
            (KeyCode::Char('s'), _) => return vec![save(), save()],
            (KeyCode::Char('l'), KeyModifiers::CONTROL) => return vec![Effect::Repaint],
            (KeyCode::Char('n'), _) => self.dirty = true,
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
            Message::Event(Event::Resumed) => self.say("resumed"),
            Message::Event(Event::Failed(why)) => self.say(format!("failed to {why}")),
            Message::Event(event) => self.say(format!("{event:?}")),
            Message::Tick(_) => {}
        }
        Vec::new()
    }

    fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    fn view(&self, frame: &mut Frame<'_>) {
        let text = format!("ready {}x{}\n{}", self.size.0, self.size.1, self.last);
        frame.render_widget(ratatui::widgets::Paragraph::new(text), frame.area());
    }
}

#[test]
#[ignore = "run by others, in a terminal of its own"]
#[expect(clippy::exit, reason = "the exit code is what the others look at")]
#[expect(clippy::disallowed_methods, reason = "a test has no configuration")]
fn mirror() {
    let home = PathBuf::from(std::env::var("STANCH_TEST_HOME").unwrap());
    std::fs::write(home.join("pid"), std::process::id().to_string()).unwrap();
    let settings = Settings { state: home.join("state"), term: std::env::var("TERM").ok(), ..Settings::default() };
    let tty = match Tty::open(settings.term.as_deref()) {
        Ok(tty) => Arc::new(tty),
        Err(unfit) => {
            println!("{unfit}");
            std::process::exit(2);
        }
    };
    let connect: runtime::Connect = Arc::new(|_, _| Box::pin(async { Err(Safe::from_static("connect")) }));
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let world = World { clusters: Vec::new() };
    let exit = tokio.block_on(runtime::run(Mirror::default(), tty, world, connect, &settings)).unwrap();
    std::process::exit(exit.code().into());
}
