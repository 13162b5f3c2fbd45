//! What the screen keeps: the rollout that is open, what was asked about it, and where one is in its panes.

use jiff::Timestamp;

use crate::{
    domain::{inspection::Question, severity::ResponseTarget, text::Safe, workload::Key},
    flow::{Command, Effect, Model, effect::Ticket},
    logic::board::Entry,
    ui::widgets::{Cursor, Field},
};

use super::{
    asked::Questions,
    known::{self, Known},
    lives::{self, Later},
    log::{LogPane, Row},
    pick::{self, Pick},
};

/// The panes, in the order in which tab visits them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pane {
    Facts,
    Pods,
    Events,
    Serving,
    Log,
    Diff,
}

impl Pane {
    pub const ALL: [Self; 6] = [Self::Facts, Self::Pods, Self::Events, Self::Serving, Self::Log, Self::Diff];

    /// The pane so many places on, going round.
    #[must_use]
    pub fn after(self, places: usize) -> Self {
        Self::ALL.into_iter().cycle().nth(self as usize + places).unwrap_or(self)
    }
}

/// A search in a pane's lines.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// While it is being typed.
    pub field: Option<Field>,
    pub word: Option<Safe>,
}

/// The screen of one rollout.
#[derive(Debug, Clone)]
pub struct State {
    pub(super) key: Key,
    pub(super) area: (u16, u16),
    pub(super) focus: Pane,
    /// The focused pane alone, over the whole screen.
    pub(super) full: bool,
    /// Where one is in each pane; the log keeps its own.
    pub(super) cursors: [Cursor; 6],
    pub(super) questions: Questions,
    pub(super) log: LogPane,
    pub(super) search: Search,
    /// The text that was asked for and not shown yet.
    pub(super) text: Option<Awaited>,
    /// What the last choice of containers offered.
    pub(super) offered: Vec<Pick>,
    pub(super) memory: Memory,
    pub(super) ticket: Ticket,
}

/// A text that somebody waits for.
#[derive(Debug, Clone)]
pub struct Awaited {
    pub(super) ticket: Ticket,
    pub(super) title: Safe,
    pub(super) since: Timestamp,
}

/// What outlives the input that brought it.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    pub(super) known: Option<Known>,
    /// When the rollout was seen to be gone, by the console's clock.
    pub(super) gone: Option<Timestamp>,
    /// How soon somebody has to answer, by severity.
    pub(super) targets: Vec<ResponseTarget>,
    /// The revision that the diff was asked for.
    pub(super) revision: Option<Safe>,
    /// The command before this one: copying twice takes the whole pane.
    pub(super) last: Option<Command>,
}

impl State {
    /// Opens a rollout: asks at once for everything that the screen shows. Tickets are counted on from `after`, so that
    /// no answer to a screen that was open before is taken for one to this.
    #[must_use]
    pub fn open(key: Key, model: &Model, targets: &[ResponseTarget], after: Ticket) -> (Self, Vec<Effect>) {
        let mut state = Self {
            key,
            area: (80, 20),
            focus: Pane::Pods,
            full: false,
            cursors: [Cursor::default(); 6],
            questions: Questions::default(),
            log: LogPane::default(),
            search: Search::default(),
            text: None,
            offered: Vec::new(),
            memory: Memory { targets: targets.to_vec(), ..Memory::default() },
            ticket: after,
        };
        let mut effects = state.ask_all(model);
        effects.extend(state.look(model));
        (state, effects)
    }

    /// Which rollout is open.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The newest ticket that was given out.
    #[must_use]
    pub fn ticket(&self) -> Ticket {
        self.ticket
    }

    /// What somebody waits for, and how long already.
    #[must_use]
    pub fn waits_for(&self, now: Timestamp) -> Option<Safe> {
        let Awaited { title, since, .. } = self.text.as_ref()?;
        let seconds = now.as_second().saturating_sub(since.as_second()).max(0);
        Some(Safe::line(&format!("reading: {title}, {seconds}s; esc leaves it")))
    }

    /// Whether a field is open that wants raw keys.
    #[must_use]
    pub fn has_field(&self) -> bool {
        self.search.field.is_some()
    }

    /// What is known of the rollout, or was when it was deleted.
    pub(super) fn entry<'a>(&'a self, model: &'a Model) -> Option<Entry<'a>> {
        model.board.entry(&self.key).or_else(|| self.memory.known.as_ref().map(Known::entry))
    }

    pub(super) fn cursor(&mut self, pane: Pane) -> Option<&mut Cursor> {
        match pane {
            Pane::Log => Some(&mut self.log.cursor),
            _ => self.cursors.get_mut(pane as usize),
        }
    }

    /// Where one is in a pane.
    pub(super) fn at(&self, pane: Pane) -> Cursor {
        match pane {
            Pane::Log => self.log.cursor,
            _ => self.cursors.get(pane as usize).copied().unwrap_or_default(),
        }
    }

    pub(super) fn next_ticket(&mut self) -> Ticket {
        self.ticket = Ticket(self.ticket.0.wrapping_add(1));
        self.ticket
    }

    /// Asks one question.
    pub(super) fn ask(&mut self, question: Question, now: Timestamp) -> Effect {
        let ticket = self.next_ticket();
        match &question {
            Question::Diff(_) => self.questions.diff.ask(ticket, now),
            Question::Configuration(_) => self.questions.configuration.ask(ticket, now),
            Question::Serving(_) => self.questions.serving.ask(ticket, now),
            Question::Bounds(_) => self.questions.bounds.ask(ticket, now),
            Question::Rights(_) => self.questions.rights.ask(ticket, now),
            Question::Usage(_) => self.questions.usage.ask(ticket, now),
            Question::Describe { .. }
            | Question::Manifest { .. }
            | Question::LongLine { .. }
            | Question::Access { .. }
            | Question::Calls => {}
        }
        Effect::Ask { ticket, cluster: self.key.cluster, question }
    }

    /// Asks everything anew.
    pub(super) fn ask_all(&mut self, model: &Model) -> Vec<Effect> {
        let key = &self.key;
        let questions = [
            Question::Diff(key.clone()),
            Question::Configuration(key.clone()),
            Question::Serving(key.clone()),
            Question::Bounds(key.clone()),
            Question::Rights(key.clone()),
            Question::Usage(key.clone()),
        ];
        questions.into_iter().map(|question| self.ask(question, model.now)).collect()
    }

    /// Keeps what is known now, reads the log that should be read if none is, and compares a revision that is new.
    pub(super) fn look(&mut self, model: &Model) -> Vec<Effect> {
        match model.board.entry(&self.key) {
            Some(entry) => {
                self.memory.gone = None;
                self.memory.known = Some(Known::of(&entry));
            }
            None if self.memory.known.is_some() => {
                self.memory.gone.get_or_insert(model.now);
            }
            None => {}
        }
        let mut effects = self.read_first(model);
        let revision = self.entry(model).and_then(|entry| entry.rollout.revision.clone());
        if revision != self.memory.revision {
            if self.memory.revision.is_some() {
                effects.push(self.ask(Question::Diff(self.key.clone()), model.now));
                effects.push(self.ask(Question::Configuration(self.key.clone()), model.now));
            }
            self.memory.revision = revision;
        }
        effects
    }

    /// Reads the log that matters most, as long as nobody picked one and there is no line to lose.
    pub(super) fn read_first(&mut self, model: &Model) -> Vec<Effect> {
        if self.has_log() { Vec::new() } else { self.read_foremost(model).into_iter().collect() }
    }

    /// Whether the pane has lines to lose, or a person's choice.
    fn has_log(&self) -> bool {
        self.log.by_hand || self.log.ring.iter().any(Row::is_line)
    }

    fn read_foremost(&mut self, model: &Model) -> Option<Effect> {
        let pick = {
            let entry = self.entry(model)?;
            let pods = known::pods(&entry);
            let pick = pick::first(&pods, entry.rollout.verdict.subject.as_ref())?;
            let request = pick::request(&pods, &pick, self.log.reach);
            if self.log.pick.as_ref() == Some(&pick) && self.log.request() == request.as_ref() {
                return None;
            }
            pick
        };
        self.log.pick = Some(pick);
        self.read(model)
    }

    /// Reads the log that is picked, from the start.
    pub(super) fn read(&mut self, model: &Model) -> Option<Effect> {
        let (request, ends) = {
            let entry = self.entry(model)?;
            let pods = known::pods(&entry);
            let request = self.log.pick.as_ref().and_then(|pick| pick::request(&pods, pick, self.log.reach));
            let ends = request.as_ref().map(|request| lives::ends(&pods, request)).unwrap_or_default();
            (request, ends)
        };
        let was_reading = self.log.request().is_some();
        let ticket = self.next_ticket();
        let now = known::origin(model, &self.key).cluster_time();
        self.log.restart(request.clone(), ends, ticket, now);
        match request {
            Some(request) => Some(Effect::Tail { ticket, cluster: self.key.cluster, request }),
            None => was_reading.then_some(Effect::StopTail),
        }
    }

    /// The logs that tell of a later life than those in the pane; none where somebody asked for the present one.
    pub(super) fn later(&self, model: &Model) -> Vec<Later> {
        let found = || {
            let entry = self.entry(model)?;
            let pods = known::pods(&entry);
            let next = pick::request(&pods, self.log.pick.as_ref()?, self.log.reach)?;
            Some(lives::later(&pods, self.log.sources(), self.log.ends(), &next))
        };
        if self.log.reach.previous == Some(false) { Vec::new() } else { found().unwrap_or_default() }
    }
}
