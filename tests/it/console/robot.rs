//! Somebody at the console: presses keys, sees the screen, and the time is whatever he says.

use std::hash::{DefaultHasher, Hash, Hasher};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::{SignedDuration, Timestamp};
use ratatui::{Terminal, backend::TestBackend, style::Style};
use stanch::{
    app::{self, Settings, State},
    domain::{
        text::Safe,
        verdict::Thresholds,
        watch::{Batch, Change, LastWords},
    },
    flow::{Effect, Event, Message, Model},
    logic::{board::Board, policy::Environments},
    ui::theme::Theme,
};

pub const START: &str = "2026-11-21T03:12:00Z";

pub struct Robot {
    pub state: State,
    pub now: Timestamp,
    terminal: Terminal<TestBackend>,
    effects: Vec<Effect>,
}

impl Robot {
    pub fn new(width: u16, height: u16) -> Self {
        Self::in_theme(width, height, Theme::default())
    }

    pub fn in_theme(width: u16, height: u16, theme: Theme) -> Self {
        let response = stanch::logic::verdict::standard_response().unwrap().target;
        Self::with(width, height, Settings { response, theme, ..Settings::default() })
    }

    pub fn with(width: u16, height: u16, settings: Settings) -> Self {
        let now: Timestamp = START.parse().unwrap();
        let board = Board::new(Thresholds::default(), Environments::default());
        let model = Model::new(board, Safe::clean("op1@bastion2"), now);
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut robot = Self { state: State::new(model, settings), now, terminal, effects: Vec::new() };
        robot.send(Message::Resize { width, height });
        robot
    }

    pub fn send(&mut self, message: Message) {
        let effects = app::update(&mut self.state, message);
        self.effects.extend(effects);
    }

    pub fn feed(&mut self, batches: impl IntoIterator<Item = Batch>) -> &mut Self {
        for batch in batches {
            let asked = self.effects.len();
            self.send(Message::Event(Event::Cluster(batch)));
            for batch in self.last_words(asked) {
                self.send(Message::Event(Event::Cluster(batch)));
            }
        }
        self
    }

    /// What the crashed containers said last, where somebody has just asked.
    fn last_words(&self, asked: usize) -> Vec<Batch> {
        let words = Safe::clean("KeyError: 'STRIPE_API_KEY'");
        let effects = self.effects[asked..].iter();
        let answers = effects.filter_map(|effect| match effect {
            Effect::Want { cluster, wanted } => {
                let said = |end: &LastWords| Change::LastWords(end.clone(), Ok(words.clone()));
                Some(Batch { cluster: *cluster, changes: wanted.last_words.iter().map(said).collect() })
            }
            _ => None,
        });
        answers.collect()
    }

    /// Presses keys one after the other, written as in keymap files: `j j enter`.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            self.send(Message::Key(event(key)));
        }
        self
    }

    /// Types a text, letter by letter.
    pub fn write(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(Message::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
        }
        self
    }

    pub fn wait(&mut self, seconds: i64) -> &mut Self {
        for _ in 0..seconds {
            self.now += SignedDuration::from_secs(1);
            self.send(Message::Tick(self.now));
        }
        self
    }

    /// Types nothing for a moment: what was drawn has been seen.
    pub fn breathe(&mut self) -> &mut Self {
        let (settles, others) = self.effects().into_iter().partition(|effect| matches!(effect, Effect::Settle { .. }));
        self.effects = others;
        let settles: Vec<Effect> = settles;
        for effect in settles {
            if let Effect::Settle { ticket } = effect {
                self.send(Message::Event(Event::Settled { ticket }));
            }
        }
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.terminal.backend_mut().resize(width, height);
        self.send(Message::Resize { width, height });
        self
    }

    /// What was asked of the world since the last time.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The screen, line by line.
    pub fn screen(&mut self) -> Vec<String> {
        self.state.take_dirty();
        let state = &self.state;
        self.terminal.draw(|frame| app::view(state, frame)).unwrap();
        let buffer = self.terminal.backend().buffer();
        let width = usize::from(buffer.area.width.max(1));
        buffer
            .content
            .chunks(width)
            .map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>())
            .collect()
    }

    /// The screen as a snapshot: without blanks at the ends of lines, with a digest of its styles.
    pub fn snapshot(&mut self) -> String {
        let mut lines: Vec<String> = self.screen().iter().map(|line| line.trim_end().to_owned()).collect();
        let mut digest = DefaultHasher::new();
        for cell in &self.terminal.backend().buffer().content {
            let style: Style = cell.style();
            (style.fg, style.bg, style.add_modifier.bits()).hash(&mut digest);
        }
        lines.push(format!("styles {:016x}", digest.finish()));
        lines.join("\n")
    }

    /// The first line that holds a text, without what stands in the preview.
    #[track_caller]
    pub fn line(&mut self, text: &str) -> String {
        let screen = self.screen();
        let lines = screen.iter().map(|line| line.split("\u{2551}\u{2502}").next().unwrap_or_default());
        let mut found = lines.filter(|line| line.contains(text));
        found.next().unwrap_or_else(|| panic!("no line has {text:?}:\n{}", screen.join("\n"))).to_owned()
    }

    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        let screen = self.screen().join("\n");
        assert!(screen.contains(text), "does not see {text:?}:\n{screen}");
        self
    }

    #[track_caller]
    pub fn sees_no(&mut self, text: &str) -> &mut Self {
        let screen = self.screen().join("\n");
        assert!(!screen.contains(text), "sees {text:?}:\n{screen}");
        self
    }
}

fn event(key: &str) -> KeyEvent {
    let (code, modifiers) = match key.strip_prefix("ctrl-") {
        Some(rest) => (rest, KeyModifiers::CONTROL),
        None => (key, KeyModifiers::NONE),
    };
    let code = match code {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "shift-tab" => KeyCode::BackTab,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "backspace" => KeyCode::Backspace,
        "space" => KeyCode::Char(' '),
        one => KeyCode::Char(one.chars().next().unwrap()),
    };
    KeyEvent::new(code, modifiers)
}
