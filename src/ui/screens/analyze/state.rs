//! What this screen remembers: which incident, where one is, what was asked and what came of it so far.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    domain::{analysis::Analysis, evidence::EvidenceNo, journal::Alias, text::Safe},
    flow::{Effect, desk::Order, effect::Ticket},
    ui::widgets::Cursor,
};

use super::{fixes::Offer, intake::Intake, spot::Spot};

/// Tickets of this screen: no other screen counts so far.
const FIRST: u64 = 3 << 32;
/// Pieces of evidence whose lines are kept.
const KEPT: usize = 32;
/// Bytes of an answer that are kept while it comes; the answer itself is kept by whoever reads it.
const ANSWER: usize = 256 * 1024;

/// The panes that take keys, in the order in which tab visits them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    #[default]
    Rules,
    Model,
    Claims,
    Evidence,
}

impl Pane {
    pub const ALL: [Self; 4] = [Self::Rules, Self::Model, Self::Claims, Self::Evidence];

    /// The pane so many places on, going round.
    #[must_use]
    pub fn after(self, places: usize) -> Self {
        Self::ALL.into_iter().cycle().nth(self as usize + places).unwrap_or(self)
    }
}

/// An analysis that was ordered.
#[derive(Debug, Clone)]
pub struct Work {
    pub ticket: Ticket,
    pub incident: Alias,
    pub since: Timestamp,
    pub doing: Safe,
    /// What rules say, as soon as they do.
    pub rules: Option<Box<Analysis>>,
    /// What the model said so far.
    pub text: String,
    pub is_over: bool,
    /// When somebody stopped it.
    pub stopped: Option<Timestamp>,
}

/// Where one is.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub(super) area: (u16, u16),
    /// The incident that somebody chose; else the newest one.
    pub(super) incident: Option<Alias>,
    pub(super) focus: Pane,
    /// The focused pane alone.
    pub(super) full: bool,
    pub(super) cursors: [Cursor; 4],
    /// The place in the evidence that is looked at.
    pub(super) spot: Option<Spot>,
    pub(super) read: BTreeMap<(Alias, EvidenceNo), Vec<Safe>>,
    pub(super) reading: Option<(Alias, EvidenceNo)>,
    pub(super) work: Option<Work>,
    pub(super) intake: Option<Intake>,
    /// What was asked for: what would leave, and evidence that is on its way.
    pub(super) egress: Option<Ticket>,
    pub(super) feeding: Option<(Ticket, Alias)>,
    /// The incidents that the change of a drill was brought to.
    pub(super) brought: BTreeSet<Alias>,
    /// What was said of evidence that was taken in, until it is analysed.
    pub(super) fed: Option<Safe>,
    /// The incident that waits for the record that a model elsewhere may be asked.
    pub(super) allowing: Option<Alias>,
    /// What the last choices offered.
    pub(super) incidents: Vec<Alias>,
    pub(super) offers: Vec<Offer>,
    tickets: u64,
}

impl State {
    /// Whether raw keys go to a field.
    #[must_use]
    pub fn has_field(&self) -> bool {
        self.intake.is_some()
    }

    /// The incident that was chosen here; none, the newest.
    #[must_use]
    pub fn chosen(&self) -> Option<Alias> {
        self.incident
    }

    /// The analysis that goes on.
    #[must_use]
    pub fn at_work(&self) -> Option<&Work> {
        self.work.as_ref().filter(|work| !work.is_over)
    }

    pub(super) fn order(&mut self, order: Order) -> (Ticket, Effect) {
        self.tickets += 1;
        let ticket = Ticket(FIRST + self.tickets);
        (ticket, Effect::Desk { ticket, order: Box::new(order) })
    }

    pub(super) fn cursor(&mut self, pane: Pane) -> Option<&mut Cursor> {
        self.cursors.get_mut(pane as usize)
    }

    pub(super) fn at(&self, pane: Pane) -> Cursor {
        self.cursors.get(pane as usize).copied().unwrap_or_default()
    }

    /// Keeps the lines of a piece of evidence.
    pub(super) fn keep(&mut self, incident: Alias, no: EvidenceNo, lines: Vec<Safe>) {
        if self.reading == Some((incident, no)) {
            self.reading = None;
        }
        if self.read.len() >= KEPT {
            self.read.clear();
        }
        self.read.insert((incident, no), lines);
    }
}

impl Work {
    pub(super) fn hear(&mut self, text: &str) {
        if self.text.len() + text.len() <= ANSWER {
            self.text.push_str(text);
        }
    }
}
