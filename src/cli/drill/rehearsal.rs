//! The real console, watched by a referee: what somebody opens is noted, and how the drill stands is told.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ratatui::Frame;

use crate::{
    app,
    domain::{text::Safe, workload::Key},
    drill::{
        Simulation,
        referee::{Referee, Subject},
    },
    flow::{Effect, Event, Message, drill::Standing},
    runtime::Face,
};

use super::stage::Stage;

/// A console of a drill.
pub struct Rehearsal {
    console: app::State,
    simulation: Arc<Simulation>,
    referee: Arc<Mutex<Referee>>,
    told: Standing,
}

impl Rehearsal {
    pub fn new(mut console: app::State, stage: &Stage) -> Self {
        console.begin_drill(stage.told());
        let (simulation, referee) = (stage.simulation(), stage.referee());
        Self { console, simulation, referee, told: Standing::default() }
    }

    fn referee(&self) -> MutexGuard<'_, Referee> {
        self.referee.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the console how the drill stands, where that has changed.
    fn tell(&mut self) -> Vec<Effect> {
        let now = self.simulation.now();
        let standing = {
            let referee = self.referee();
            let lines = |lines: &[String]| lines.iter().map(|line| Safe::line(line)).collect();
            let (so_far, answer) = (lines(&referee.summary(now)), lines(&referee.answer()));
            let said = |words: Option<String>| words.map(|words| Safe::line(&words));
            Standing { recovered: said(referee.verdict()), awaited: said(referee.awaited(now)), so_far, answer }
        };
        if standing == self.told {
            return Vec::new();
        }
        self.told = standing.clone();
        Face::update(&mut self.console, Message::Event(Event::Drill(standing)))
    }

    fn note(&self, opened: &Key) {
        let mut referee = self.referee();
        let subject = Subject {
            resource: opened.kind.plural().to_owned(),
            namespace: opened.namespace.to_string(),
            name: opened.name.to_string(),
        };
        if subject == referee.case().broken {
            referee.looks(self.simulation.now());
        }
    }
}

impl Face for Rehearsal {
    fn update(&mut self, message: Message) -> Vec<Effect> {
        let is_due = matches!(message, Message::Tick(_) | Message::Key(_));
        let mut effects = if is_due { self.tell() } else { Vec::new() };
        effects.extend(Face::update(&mut self.console, message));
        if let Some(opened) = self.console.attends() {
            self.note(&opened);
        }
        effects
    }

    fn take_dirty(&mut self) -> bool {
        Face::take_dirty(&mut self.console)
    }

    fn view(&self, frame: &mut Frame<'_>) {
        Face::view(&self.console, frame);
    }
}
